package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"gohye/internal/sandbox/client"
)

// TestVote sends votes to the program as lists do: one is paid once, however often
// it is sent, and its player is thanked in a direct message.
func TestVote(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		const secret = "a-secret-of-this-test"
		g := newGuild(t)
		b := launch(t, g.settings(database).with("VOTE_SECRET", secret).with("RULES", rules(t, `
[vote]
sites = ["https://list.example/vote"]
`)))
		ana := g.join(t, "Ana")
		says(t, "/vote", ana.do("vote"), "https://list.example/vote", "You can vote now")
		body := fmt.Sprintf(`{"bot":"1","user":"%d","type":"upvote","isWeekend":true}`, ana.id)
		send := func(authorization string) string {
			t.Helper()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.address+"/votes/list.example", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", authorization)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			text, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(res.StatusCode, " ", string(text))
		}
		for _, tt := range []struct{ secret, want string }{
			{"another", "401"}, {secret, `"counted"`}, {secret, `"repeated"`},
		} {
			if got := send(tt.secret); !strings.Contains(got, tt.want) {
				t.Errorf("sent with %q: %s, want %s", tt.secret, got, tt.want)
			}
		}
		waitFor(t, ana, func(m *client.Message) bool {
			return strings.Contains(m.Text(), "Thank you for your vote") && strings.Contains(m.Text(), "**1,000** flakes")
		})
		says(t, "/balance", ana.do("balance"), "**2,500** flakes", "**20** vials") // she has joined by it
		says(t, "/vote", ana.do("vote"), "You can vote again")
		b.stop(t)
		g.check(t, nil)
		audit(t, database)
	})
}
