package picture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"gohye/internal/clock"
)

// ErrNoCard is what a Source answers, wrapped or not, for a number that is not
// in the catalogue.
var ErrNoCard = errors.New("picture: no such card")

// ErrBusy is the answer when no worker came free in time.
var ErrBusy = errors.New("picture: every worker is taken")

// designVersion is part of every key: raise it when the drawing changes, and
// caches of the old pictures, here and in browsers, are left behind.
const designVersion = 1

const quality = 85

// errUnfinished is left behind by a drawing that ended its goroutine.
var errUnfinished = errors.New("picture: the drawing never ended")

// A Source finds a card of the catalogue, with Print left at 0. It is called
// from many goroutines.
type Source func(ctx context.Context, id int64) (Card, error)

// Options are what a [Service] is made from.
type Options struct {
	Clock clock.Clock
	Log   *slog.Logger
	// Source finds the cards of an address, which holds only their numbers.
	Source Source
	// Workers is how many pictures are made at once; at least 1.
	Workers int
	// CacheBytes bounds the finished pictures that are kept, and DrawnBytes the
	// cards as they are before they are encoded (700 kB each). 0 keeps none.
	CacheBytes, DrawnBytes int64
	// Secret signs addresses; at least 16 bytes, the same for all processes of
	// one bot, and kept over restarts so that old messages keep their pictures.
	Secret []byte
	// Patience is how long the handler waits for a worker before it answers
	// that it is busy.
	Patience time.Duration
}

// Encoded is a finished picture. Its bytes are shared: they must not be
// changed.
type Encoded struct {
	Bytes         []byte
	Type          string // the media type
	Width, Height int
	ETag          string // with its quotes; differs when the picture does
}

// Stats counts what a Service did since it was made.
type Stats struct {
	Hits    uint64 // answered from the cache
	Joined  uint64 // answered with what another was making
	Made    uint64
	Refused uint64 // no worker was free in time
	Failed  uint64 // the source, the host's picture or the drawing failed
	Spent   time.Duration
	Bytes   int64 // of finished pictures kept now
}

// A Service makes pictures within a budget and keeps them. Its methods may be
// called from any goroutine; the work is done in the caller's.
type Service struct {
	opt    Options
	artist *Artist
	slots  chan struct{} // one element for every picture in the making

	mu      sync.Mutex // guards what follows
	done    *lru[Encoded]
	drawn   *lru[*image.RGBA] // by the key of the card without its print; never changed
	flights map[string]*flight
	stats   Stats
}

// A flight is a picture in the making that others wait for.
type flight struct {
	landed chan struct{} // closed when pic and err are final
	pic    Encoded
	err    error
}

// New checks the options.
func New(opt Options) (*Service, error) {
	switch {
	case opt.Clock == nil || opt.Log == nil || opt.Source == nil:
		return nil, errors.New("picture: a clock, a logger and a source are needed")
	case opt.Workers < 1:
		return nil, fmt.Errorf("picture: %d workers: at least one is needed", opt.Workers)
	case len(opt.Secret) < 16:
		return nil, fmt.Errorf("picture: a secret of %d bytes: at least 16 are needed", len(opt.Secret))
	}
	artist, err := NewArtist()
	if err != nil {
		return nil, err
	}
	return &Service{
		opt:     opt,
		artist:  artist,
		slots:   make(chan struct{}, opt.Workers),
		done:    newLRU[Encoded](opt.CacheBytes),
		drawn:   newLRU[*image.RGBA](opt.DrawnBytes),
		flights: map[string]*flight{},
	}, nil
}

// Look describes the card's picture; see [Artist.Look].
func (s *Service) Look(card Card) Look { return s.artist.Look(card) }

// Busy says that no worker is free just now.
func (s *Service) Busy() bool { return len(s.slots) == cap(s.slots) }

// Stats are the counters of now.
func (s *Service) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.stats
	out.Bytes = s.done.weight
	return out
}

// Card is the picture of one card. It waits for a worker as long as ctx lets
// it.
func (s *Service) Card(ctx context.Context, card Card) (Encoded, error) {
	return s.get(ctx, contentKey('c', card), func() (image.Image, error) { return s.stamped(ctx, card) }, s.wait)
}

// Row is the picture of 1 to [MaxRow] cards side by side; another number is an
// error. It waits for a worker as long as ctx lets it.
func (s *Service) Row(ctx context.Context, cards []Card) (Encoded, error) {
	return s.row(ctx, cards, s.wait)
}

// TryRow is [Service.Row] at once or not at all: false if it would have to
// wait for a worker or for somebody else's work, or if it failed. The caller
// then shows the cards' own pictures.
func (s *Service) TryRow(ctx context.Context, cards []Card) (Encoded, bool) {
	pic, err := s.row(ctx, cards, s.grab)
	if err != nil && !errors.Is(err, ErrBusy) {
		s.opt.Log.WarnContext(ctx, "picture row failed", slog.Int("cards", len(cards)), slog.Any("error", err))
	}
	return pic, err == nil
}

func (s *Service) row(ctx context.Context, cards []Card, take taker) (Encoded, error) {
	if len(cards) < 1 || len(cards) > MaxRow {
		return Encoded{}, fmt.Errorf("picture: a row of %d cards", len(cards))
	}
	return s.get(ctx, contentKey('r', cards...), func() (image.Image, error) {
		faces := make([]image.Image, len(cards))
		for i, card := range cards {
			face, err := s.stamped(ctx, card)
			if err != nil {
				return nil, err
			}
			faces[i] = face
		}
		return Compose(faces...), ctx.Err()
	}, take)
}

// A taker takes a slot, and says how others' flights are met: wait is nil if
// they are not waited for.
type taker func(ctx context.Context, landed <-chan struct{}) error

// wait waits for a slot, or for a flight to land if one is given.
func (s *Service) wait(ctx context.Context, landed <-chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	slots := s.slots
	if landed != nil {
		slots = nil
	}
	select {
	case slots <- struct{}{}:
		return nil
	case <-landed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// grab takes a slot only if one is free, and waits for nothing.
func (s *Service) grab(ctx context.Context, landed <-chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if landed != nil {
		return ErrBusy
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	default:
		return ErrBusy
	}
}

// patiently waits like wait, for at most the handler's patience.
func (s *Service) patiently(ctx context.Context, landed <-chan struct{}) error {
	timer := s.opt.Clock.NewTimer(s.opt.Patience)
	defer timer.Stop()
	slots := s.slots
	if landed != nil {
		slots = nil
	}
	select {
	case slots <- struct{}{}:
		return nil
	case <-landed:
		return nil
	case <-timer.C():
		return ErrBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get is the picture of the key: kept, in the making by another, or made here.
func (s *Service) get(ctx context.Context, key string, paint func() (image.Image, error), take taker) (Encoded, error) {
	for {
		s.mu.Lock()
		if pic, ok := s.done.get(key); ok {
			s.stats.Hits++
			s.mu.Unlock()
			return pic, nil
		}
		if f, ok := s.flights[key]; ok {
			s.mu.Unlock()
			if err := take(ctx, f.landed); err != nil {
				s.count(err)
				return Encoded{}, err
			}
			if left(f.err) {
				continue // whoever made it gave up; that is not our failure
			}
			s.mu.Lock()
			s.stats.Joined++
			s.mu.Unlock()
			return f.pic, f.err
		}
		f := &flight{landed: make(chan struct{}), err: errUnfinished}
		s.flights[key] = f
		s.mu.Unlock()
		s.fly(ctx, key, f, paint, take)
		return f.pic, f.err
	}
}

// left says that a flight ended because its own caller went away or was not
// patient enough, which tells its passengers nothing.
func left(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrBusy)
}

// fly makes the picture and lets the flight land, whatever happens.
func (s *Service) fly(ctx context.Context, key string, f *flight, paint func() (image.Image, error), take taker) {
	var spent time.Duration
	defer func() {
		s.count(f.err)
		s.mu.Lock()
		delete(s.flights, key)
		if f.err == nil {
			s.done.put(key, f.pic, int64(len(f.pic.Bytes)))
			s.stats.Made++
		}
		s.stats.Spent += spent
		s.mu.Unlock()
		close(f.landed)
	}()
	if err := take(ctx, nil); err != nil {
		f.err = err
		return
	}
	defer func() { <-s.slots }()
	start := s.opt.Clock.Now()
	f.pic, f.err = encode(key, paint)
	spent = s.opt.Clock.Now().Sub(start)
}

// count counts a failure.
func (s *Service) count(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
	case errors.Is(err, ErrBusy):
		s.stats.Refused++
	case !left(err):
		s.stats.Failed++
	}
}

// encode paints and packs one picture; a panic in it becomes an error.
func encode(key string, paint func() (image.Image, error)) (pic Encoded, err error) {
	defer func() {
		if r := recover(); r != nil {
			pic, err = Encoded{}, fmt.Errorf("picture: drawing panicked: %v\n%s", r, debug.Stack())
		}
	}()
	img, err := paint()
	if err != nil {
		return Encoded{}, err
	}
	var buf bytes.Buffer
	kind := "image/jpeg"
	if lines, ok := img.(crisp); ok {
		kind, err = "image/png", png.Encode(&buf, lines.RGBA)
	} else {
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return Encoded{}, fmt.Errorf("picture: encoding: %w", err)
	}
	b := img.Bounds()
	return Encoded{
		Bytes: bytes.Clone(buf.Bytes()), Type: kind,
		Width: b.Dx(), Height: b.Dy(), ETag: `"` + key + `"`,
	}, nil
}

// stamped is the card's face with its print number, if it has one.
func (s *Service) stamped(ctx context.Context, card Card) (image.Image, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	face, err := s.face(ctx, card)
	if err != nil || card.Print <= 0 {
		return face, err
	}
	img := &image.RGBA{Pix: bytes.Clone(face.Pix), Stride: face.Stride, Rect: face.Rect}
	s.artist.stamp(canvasOn(img), card.sane())
	return img, nil
}

// face is the card without its print number, which all its copies share.
func (s *Service) face(ctx context.Context, card Card) (*image.RGBA, error) {
	card.Print = 0
	key := contentKey('f', card)
	s.mu.Lock()
	img, ok := s.drawn.get(key)
	s.mu.Unlock()
	if ok {
		return img, nil
	}
	if card.Art == nil {
		img = s.artist.Draw(card)
	} else {
		var err error
		if img, err = card.Art.read(ctx); err != nil {
			return nil, fmt.Errorf("picture: card %d: %w", card.ID, err)
		}
	}
	s.mu.Lock()
	s.drawn.put(key, img, int64(len(img.Pix)))
	s.mu.Unlock()
	return img, nil
}

// contentKey names what a picture of the cards shows: equal keys, equal
// pictures.
func contentKey(kind byte, cards ...Card) string {
	h := sha256.New()
	text := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	text(fmt.Sprintf("%c%d", kind, designVersion))
	for _, c := range cards {
		c = c.sane()
		text(fmt.Sprintf("%d %d %d %d %t", c.ID, c.Level, c.Print, c.Accent, isBoy(c)))
		text(c.Name)
		text(c.Collection)
		text(c.CollectionName)
		if c.Art != nil {
			text("art " + c.Art.Key)
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}
