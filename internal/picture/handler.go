package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Handler serves the pictures of addresses that [Service.Address] and
// [Service.ChartAddress] made; mount it at [Path]. Everything else is not found. When no worker comes free in the
// service's patience it answers 503 with Retry-After.
func (s *Service) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	if chart, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, Path), ".png"); ok {
		s.serveChart(w, r, chart)
		return
	}
	key, jpg := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, Path), ".jpg")
	o, err := s.open(key)
	if !jpg || err != nil {
		notFound(w)
		return
	}
	cards, err := s.cards(r.Context(), o.refs)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	want := pictureKey(cards)
	h := w.Header()
	h.Set("ETag", `"`+want+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if !strings.HasPrefix(want, string(o.fingerprint[:])) {
		// The card was changed after the address was made: show it as it is
		// now, and let nobody keep it under the old name for long.
		h.Set("Cache-Control", "public, max-age=300")
	}
	if matches(r.Header.Get("If-None-Match"), want) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	pic, err := s.order(r.Context(), cards)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h.Set("Content-Type", pic.Type)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(pic.Bytes))
}

// cards finds the cards of an order, with their print numbers.
func (s *Service) cards(ctx context.Context, refs []ref) ([]Card, error) {
	cards := make([]Card, len(refs))
	for i, r := range refs {
		card, err := s.opt.Source(ctx, r.id)
		if err != nil {
			return nil, err
		}
		card.Print = r.print
		cards[i] = card
	}
	return cards, nil
}

// order is Card or Row with the handler's patience.
func (s *Service) order(ctx context.Context, cards []Card) (Encoded, error) {
	if len(cards) == 1 {
		return s.get(ctx, pictureKey(cards), func() (image.Image, error) { return s.stamped(ctx, cards[0]) }, s.patiently)
	}
	return s.row(ctx, cards, s.patiently)
}

// refuse answers a request that cannot be served.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	switch {
	case errors.Is(err, ErrNoCard):
		notFound(w)
	case errors.Is(err, ErrBusy):
		h.Set("Retry-After", "1")
		http.Error(w, "busy, try again", http.StatusServiceUnavailable)
	case r.Context().Err() != nil:
		// The client has gone; nobody reads an answer.
	default:
		s.opt.Log.ErrorContext(r.Context(), "picture request failed", slog.Any("error", err))
		http.Error(w, "the picture could not be made", http.StatusInternalServerError)
	}
}

func notFound(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "no such picture", http.StatusNotFound)
}

// matches says whether an If-None-Match header names the key.
func matches(header, key string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || tag == `"`+key+`"` {
			return true
		}
	}
	return false
}
