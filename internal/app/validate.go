package app

import (
	"errors"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"sync"

	"gohye/internal/openapi"
	"gohye/internal/sandbox"
)

// newValidate is how the sandbox finds out whether a request is one that
// Discord describes; nil when no description is at hand. The description is read
// when somebody asks first: a host does not pay for what nobody looks at.
func (a *App) newValidate() func(sandbox.Exchange) ([]string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	name, err := openapi.Find(a.cfg.OpenAPI, dir)
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) || a.cfg.OpenAPI != "" {
			a.log.Warn("Discord's description cannot be read", slog.String("file", a.cfg.OpenAPI), slog.Any("error", err))
		}
		return nil
	}
	load := sync.OnceValue(func() *openapi.Validator {
		v, err := openapi.Open(name)
		if err != nil {
			a.log.Warn("Discord's description cannot be read", slog.String("file", name), slog.Any("error", err))
		}
		return v
	})
	return func(x sandbox.Exchange) ([]string, bool) {
		v := load()
		if v == nil {
			return nil, false
		}
		return problems(v, x), true
	}
}

// problems are what Discord's description does not allow in a request.
func problems(v *openapi.Validator, x sandbox.Exchange) []string {
	q, err := url.ParseQuery(x.Query)
	if err == nil {
		err = v.Request(openapi.Request{
			Method: x.Method, Path: x.Path, Query: q,
			ContentType: x.Header.Get("Content-Type"), Body: x.Body,
		})
	}
	if err == nil {
		return nil
	}
	// What and where it was is known; only what is wrong with it is not.
	text := strings.TrimPrefix(err.Error(), x.Method+" "+x.Path+": ")
	return strings.Split(text, "\n")
}
