package picture

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	chartVersion = 2 // of the address; cards have 1
	// chartDesign is part of every address: raise it when the drawing changes.
	chartDesign = 1
	// maxChartKey is in characters. A value takes at most six bytes.
	maxChartKey = 1700
)

// ChartAddress is where the world finds the picture of a chart. base is the
// public address of the web server. The address holds the values themselves:
// an old message keeps its chart, and serving one asks nobody.
func (s *Service) ChartAddress(base string, c Chart) string {
	return strings.TrimRight(base, "/") + Path + s.sign(c.sane().encode()) + ".png"
}

// TryChart is [Service.Chart] at once or not at all, like [Service.TryRow].
func (s *Service) TryChart(ctx context.Context, c Chart) (Encoded, bool) {
	pic, err := s.chart(ctx, c.sane(), s.grab)
	if err != nil && !errors.Is(err, ErrBusy) {
		s.opt.Log.WarnContext(ctx, "chart failed", slog.Any("error", err))
	}
	return pic, err == nil
}

// encode writes a sane chart: each value as the difference to the one before.
func (c Chart) encode() []byte {
	t := hex(c.Accent)
	b := []byte{chartVersion, chartDesign, t.r, t.g, t.b}
	b = binary.AppendVarint(b, c.To.Unix()/60)
	b = binary.AppendVarint(b, (c.To.Unix()-c.From.Unix())/60)
	before := int64(0)
	for _, v := range c.Values {
		b = binary.AppendVarint(b, v-before)
		before = v
	}
	return b
}

// decodeChart reads what encode wrote, and nothing else.
func decodeChart(b []byte) (Chart, error) {
	const head = 5
	if len(b) < head || b[0] != chartVersion || b[1] != chartDesign {
		return Chart{}, errKey
	}
	c := Chart{Accent: uint32(b[2])<<16 | uint32(b[3])<<8 | uint32(b[4])}
	var numbers []int64
	for rest := b[head:]; len(rest) > 0; {
		n, size := binary.Varint(rest)
		if size <= 0 || len(numbers) == 2+MaxChart {
			return Chart{}, errKey
		}
		numbers, rest = append(numbers, n), rest[size:]
	}
	const farthest = 1 << 32 // minutes; the year 10000 is nearer
	if len(numbers) < 2 || numbers[0] < 0 || numbers[0] > farthest || numbers[1] < 0 || numbers[1] > farthest {
		return Chart{}, errKey
	}
	c.To = time.Unix(numbers[0]*60, 0).UTC()
	c.From = c.To.Add(-time.Duration(numbers[1]) * time.Minute)
	before := int64(0)
	for _, n := range numbers[2:] {
		before += n
		c.Values = append(c.Values, before)
	}
	if !slices.Equal(c.sane().Values, c.Values) || !bytes.Equal(c.encode(), b) {
		return Chart{}, errKey
	}
	return c, nil
}

// openChart is the chart in a key, if this bot signed it.
func (s *Service) openChart(key string) (Chart, error) {
	if len(key) > maxChartKey {
		return Chart{}, errKey
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(key)
	if err != nil || len(raw) < macLength || strings.ContainsAny(key, "\r\n") {
		return Chart{}, errKey
	}
	body, err := s.signed(raw)
	if err != nil {
		return Chart{}, err
	}
	return decodeChart(body)
}

// serveChart answers a request for a chart's address, which never changes what
// it shows.
func (s *Service) serveChart(w http.ResponseWriter, r *http.Request, key string) {
	c, err := s.openChart(key)
	if err != nil {
		notFound(w)
		return
	}
	h := w.Header()
	h.Set("ETag", `"`+c.key()+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if matches(r.Header.Get("If-None-Match"), c.key()) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	pic, err := s.chart(r.Context(), c, s.patiently)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h.Set("Content-Type", pic.Type)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(pic.Bytes))
}
