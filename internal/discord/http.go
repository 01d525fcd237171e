package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/disgoorg/disgo/discord"
)

const (
	// maxBody bounds an interaction that comes over HTTP.
	maxBody = 1 << 20
	// maxSkew is how far a signature's time may be from now.
	maxSkew = 5 * time.Minute
)

// Handler takes interactions over HTTP, for applications that have an
// interactions endpoint instead of a gateway. It checks that Discord signed
// each of them with publicKey (64 hex digits), within five minutes of now.
//
// Discord lets the first answer be sent to the callback endpoint instead of in
// the body of the response, and wants 202 then. This is what it gets: all
// interactions have one queue and one way of being answered. Only a ping is
// answered in the body.
func (r *Router) Handler(publicKey string) (http.Handler, error) {
	key, err := hex.DecodeString(publicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("discord: the public key must be %d hex digits", 2*ed25519.PublicKeySize)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.receive(w, req, key)
	}), nil
}

func (r *Router) receive(w http.ResponseWriter, req *http.Request, key ed25519.PublicKey) {
	now := r.o.Clock.Now()
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	if err != nil {
		http.Error(w, "the body is too large or was cut off", http.StatusRequestEntityTooLarge)
		return
	}
	if !signed(req.Header, body, key, now) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
	it, err := decode(body, now)
	if err != nil {
		r.o.Log.LogAttrs(req.Context(), slog.LevelWarn, "interaction not understood", slog.Any("error", err))
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	if it.kind == discord.InteractionTypePing {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"type":1}`) // nobody is left to tell
		return
	}
	r.take(it)
	w.WriteHeader(http.StatusAccepted)
}

// signed reports whether Discord signed the body, near now.
func signed(h http.Header, body []byte, key ed25519.PublicKey, now time.Time) bool {
	at := h.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize {
		return false
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > maxSkew {
		return false
	}
	message := make([]byte, 0, len(at)+len(body))
	message = append(append(message, at...), body...)
	return ed25519.Verify(key, message, signature)
}
