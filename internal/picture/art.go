package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // hosts' pictures
	_ "image/png"  // hosts' pictures
	"io"
)

// Limits for a host's own picture, against files that unpack to gigabytes.
const (
	maxArtBytes  = 16 << 20
	maxArtPixels = 24 << 20
)

// read opens, checks and scales the picture.
func (a *Art) read(ctx context.Context) (*image.RGBA, error) {
	f, err := a.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, maxArtBytes+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxArtBytes {
		return nil, fmt.Errorf("the file is over %d bytes", maxArtBytes)
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	if cfg.Width < 1 || cfg.Height < 1 || cfg.Width > maxArtPixels/cfg.Height {
		return nil, fmt.Errorf("%d by %d pixels is outside what can be shown", cfg.Width, cfg.Height)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return onOpaque(sized(img, Width, Height)), nil
}
