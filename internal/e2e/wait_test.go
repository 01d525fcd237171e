package e2e_test

import (
	"context"
	"testing"

	"gohye/internal/sandbox/client"
)

// waitFor waits until the player sees a message that matches.
func waitFor(t *testing.T, p *player, match func(*client.Message) bool) client.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	m, err := p.WaitMessage(ctx, match)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
