package ledger

import (
	"slices"
	"testing"
	"time"
)

func TestTransferCheck(t *testing.T) {
	t.Parallel()
	ana, bob := PlayerAccount(1), PlayerAccount(2)
	good := Transfer{Unit: Flake, From: ana, To: bob, Amount: 5, Reason: "test"}
	tests := []struct {
		name   string
		change func(*Transfer)
		ok     bool
	}{
		{"coins between players", func(*Transfer) {}, true},
		{"from the mint", func(x *Transfer) { x.From = Mint }, true},
		{"one copy", func(x *Transfer) { x.Unit, x.Amount, x.Copy = Copy, 1, 7 }, true},
		{"nobody pays", func(x *Transfer) { x.From = "" }, false},
		{"nobody is paid", func(x *Transfer) { x.To = "" }, false},
		{"to oneself", func(x *Transfer) { x.To = ana }, false},
		{"nothing", func(x *Transfer) { x.Amount = 0 }, false},
		{"a negative amount", func(x *Transfer) { x.Amount = -1 }, false},
		{"no reason", func(x *Transfer) { x.Reason = "" }, false},
		{"two copies at once", func(x *Transfer) { x.Unit, x.Amount, x.Copy = Copy, 2, 7 }, false},
		{"a copy without a name", func(x *Transfer) { x.Unit, x.Amount = Copy, 1 }, false},
		{"coins that name a copy", func(x *Transfer) { x.Copy = 7 }, false},
		{"an unknown unit", func(x *Transfer) { x.Unit = "lemon" }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := good
			tt.change(&x)
			if err := x.Check(); (err == nil) != tt.ok {
				t.Errorf("Check() = %v, want ok = %v", err, tt.ok)
			}
		})
	}
}

func TestChangesAreNetAndOrdered(t *testing.T) {
	t.Parallel()
	ana, bob := PlayerAccount(1), PlayerAccount(2)
	p := Posting{Key: "k", At: time.Unix(1, 0), Transfers: []Transfer{
		{Unit: Flake, From: bob, To: ana, Amount: 10, Reason: "a"},
		{Unit: Flake, From: ana, To: Sink, Amount: 3, Reason: "b"},
		{Unit: Vial, From: Mint, To: bob, Amount: 4, Reason: "c"},
		{Unit: Vial, From: bob, To: ana, Amount: 4, Reason: "d"},
		{Unit: Copy, From: ana, To: bob, Amount: 1, Copy: 9, Reason: "e"},
	}}
	want := []Change{{ana, Flake, 7}, {ana, Vial, 4}, {bob, Flake, -10}}
	if got := p.Changes(); !slices.Equal(got, want) {
		t.Errorf("Changes() = %v, want %v", got, want)
	}
}

// FuzzPosting checks that whatever is posted, nothing appears or vanishes: the
// changes of balances and the system accounts' part sum to zero.
func FuzzPosting(f *testing.F) {
	f.Add([]byte{0, 1, 5, 1, 2, 7})
	names := []Account{Mint, Sink, PlayerAccount(1), PlayerAccount(2), "auction/3"}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := Posting{Key: "k", At: time.Unix(1, 0)}
		var system Amount
		for ; len(b) >= 3; b = b[3:] {
			x := Transfer{
				Unit: Flake, From: names[int(b[0])%len(names)], To: names[int(b[1])%len(names)],
				Amount: Amount(b[2]), Reason: "fuzz",
			}
			if x.Check() != nil {
				continue
			}
			p.Transfers = append(p.Transfers, x)
			if x.From.System() {
				system -= x.Amount
			}
			if x.To.System() {
				system += x.Amount
			}
		}
		sum := system
		for _, c := range p.Changes() {
			sum += c.By
		}
		if sum != 0 {
			t.Fatalf("%v sums to %d", p.Transfers, sum)
		}
	})
}

func TestPlayerOf(t *testing.T) {
	t.Parallel()
	if id, ok := PlayerOf(PlayerAccount(42)); !ok || id != 42 {
		t.Errorf("PlayerOf(PlayerAccount(42)) = %d, %v", id, ok)
	}
	for _, a := range []Account{Mint, Sink, "auction/3", "player/x"} {
		if _, ok := PlayerOf(a); ok {
			t.Errorf("PlayerOf(%q) is a player", a)
		}
	}
}
