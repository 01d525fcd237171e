package bench

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gohye/internal/sandbox/client"
)

func TestQuantile(t *testing.T) {
	t.Parallel()
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1)*time.Millisecond)
	}
	for q, want := range map[float64]float64{0.5: 50, 0.99: 99, 1: 100, 0: 1} {
		if got := quantile(hundred, q); got != want {
			t.Errorf("quantile(1..100, %g) = %g, want %g", q, got, want)
		}
	}
	if got := quantile(hundred[:1], 0.99); got != 1 {
		t.Errorf("of one: %g", got)
	}
	if got := quantile(nil, 0.99); got != 0 {
		t.Errorf("of none: %g", got)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	if got := median([]float64{9, 1, 5}); got != 5 {
		t.Errorf("of three: %g", got)
	}
	if got := median([]float64{4, 1}); got != 2.5 {
		t.Errorf("of two: %g", got)
	}
}

// TestRatiosAreWithinARound has a machine that is half as fast in one round:
// the ratio is not the quotient of the medians' noise.
func TestRatiosAreWithinARound(t *testing.T) {
	t.Parallel()
	rounds := func(rates ...float64) (list []Figures) {
		for _, r := range rates {
			list = append(list, Figures{Rate: r, P50: 1, P99: 20, Max: 30})
		}
		return list
	}
	r := Report{Lines: []Line{
		{Command: Hello, Rounds: rounds(1000, 500, 1000)},
		{Engine: sqlite, Command: claim, Rounds: rounds(450, 225, 390)},
		{Engine: sqlite, Command: balance, Rounds: rounds(700, 350, 900)},
		{Engine: sqlite, Command: "daily", Rounds: rounds(1, 1, 1)},
	}}
	r.summarise()
	if l := r.Lines[1]; l.Ratio != 0.45 || l.RatioMin != 0.39 || l.RatioMax != 0.45 || l.Rate != 390 {
		t.Errorf("claim: %+v", l)
	}
	met := map[string]bool{}
	for _, v := range r.Verdicts {
		// Both shares lie on both sides of their targets, the times do not.
		if v.Clear != strings.Contains(v.Target, "p99") {
			t.Errorf("%s: clear %v", v.Target, v.Clear)
		}
		met[v.Target] = v.Met
	}
	want := map[string]bool{
		"/claim at least 40 % of hello": true, "/balance at least 80 % of hello": false,
		"/claim p99 below 100 ms": true, "/balance p99 below 100 ms": true,
	}
	if len(met) != len(want) || r.Met() {
		t.Errorf("verdicts %+v", r.Verdicts)
	}
	for target, is := range want {
		if met[target] != is {
			t.Errorf("%s: met %v", target, met[target])
		}
	}
	var text strings.Builder
	if err := r.Print(&text); err != nil || !strings.Contains(text.String(), "MISSED  sqlite    /balance at least 80 % of hello: 70 %") {
		t.Errorf("printed (%v):\n%s", err, text.String())
	}
}

// TestErrorsAreNotAnswers: a command that is refused quickly must not pass for
// a fast one.
func TestErrorsAreNotAnswers(t *testing.T) {
	t.Parallel()
	r := Report{Lines: []Line{
		{Command: Hello, Rounds: []Figures{{Rate: 100}}},
		{Engine: sqlite, Command: claim, Rounds: []Figures{{Rate: 90, P99: 1, Errors: 3}}},
	}}
	r.summarise()
	if r.Verdicts[0].Met {
		t.Error("met in spite of errors")
	}
	a := acts(false)[1]
	refused := client.Answer{Message: client.Message{Raw: []byte(`{"content":"That costs **700** flakes and you have **1**."}`)}}
	if err := a.expected(refused, nil); err == nil || !strings.Contains(err.Error(), "That costs") {
		t.Errorf("a refusal: %v", err)
	}
	gone := errors.New("gone")
	if err := a.expected(client.Answer{}, gone); !errors.Is(err, gone) {
		t.Errorf("no answer: %v", err)
	}
	right := client.Answer{Message: client.Message{Raw: []byte(`### X claimed a card … Cost **700** … {"media":{}}`)}}
	if err := a.expected(right, nil); err != nil {
		t.Errorf("the right answer: %v", err)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	t.Parallel()
	var x tail
	for range 100 {
		if n, err := x.Write([]byte(strings.Repeat("a", 100))); n != 100 || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = x.Write([]byte("the end\n"))
	if s := x.String(); len(s) > keptBytes || !strings.HasSuffix(s, "aaathe end") {
		t.Errorf("%d bytes kept: …%s", len(s), s[max(0, len(s)-20):])
	}
}
