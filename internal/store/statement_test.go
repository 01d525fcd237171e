package store_test

import (
	"database/sql"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gohye/internal/game"
	"gohye/internal/store/storetest"
)

// A texts knows the constants of a package.
type texts map[string]ast.Expr

// of is the value of a constant text; ok is false for what is none.
func (x texts) of(e ast.Expr) (s string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		if is := x[e.Name]; is != nil {
			return x.of(is)
		}
	case *ast.ParenExpr:
		return x.of(e.X)
	case *ast.BinaryExpr:
		a, isA := x.of(e.X)
		b, isB := x.of(e.Y)
		return a + b, isA && isB && e.Op == token.ADD
	}
	return "", false
}

// statements are all statements that stand whole in this package.
func statements(t *testing.T) (all []string) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	consts := texts{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		for _, decl := range file.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.CONST {
				for _, spec := range g.Specs {
					for i, v := range spec.(*ast.ValueSpec).Values {
						consts[spec.(*ast.ValueSpec).Names[i].Name] = v
					}
				}
			}
		}
	}
	begins := regexp.MustCompile(`^(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) `)
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			s, ok := consts.of(e)
			// What ends in a blank goes on when it is known how many rows there
			// are, and what has a percent sign gets a name.
			if ok && begins.MatchString(s) && !strings.HasSuffix(s, " ") && !strings.Contains(s, "%") {
				all = append(all, s)
			}
			return !ok
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestEveryStatementIsUnderstood prepares every statement: no table, no column and no
// alias is misspelt in one that a test happens not to run (D47 of the earlier bot).
func TestEveryStatementIsUnderstood(t *testing.T) {
	t.Parallel()
	all := statements(t)
	if len(all) < 150 {
		t.Fatalf("only %d statements were found", len(all))
	}
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			err := storetest.Open(t, engine).Handle(t.Context(), func(handle *sql.DB) error {
				for _, s := range all {
					if engine == "sqlite" { // as it does itself
						s = strings.ReplaceAll(s, " FOR UPDATE SKIP LOCKED", "")
					}
					prepared, err := handle.PrepareContext(t.Context(), s)
					if err != nil {
						t.Errorf("%v\n%s", err, s)
						continue
					}
					if err := prepared.Close(); err != nil {
						t.Error(err)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestLooksWaitAsOftenWhateverThereIs: no list waits for the database again for each
// thing that it shows (D45 of the earlier bot). What is asked about several things at
// once goes there and back in one go.
func TestLooksWaitAsOftenWhateverThereIs(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine)
			rules := storetest.Rules(t)
			rules.Start.Flakes = 100_000_000
			l := &looks{World: storetest.NewWorld(t, db, rules, &storetest.Stopped{At: hour(100)})}
			l.reads = game.New(db.Watched(func() { l.n++ }), &storetest.Stopped{At: hour(100)}, l.Game.Rules(), [32]byte{1})
			if err := l.reads.RefreshCatalogue(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.live(t, 2, 10) // some cards twice
			few := l.count(t)
			l.live(t, 12, 10)
			for what, n := range l.count(t) {
				if n > few[what] || n == 0 { // less often when prices are known by then
					t.Errorf("%s waited %d times when there was little, and %d times now", what, few[what], n)
				}
			}
		})
	}
}

// looks are a game that counts how often its looks wait for the database.
type looks struct {
	*storetest.World
	reads *game.Game
	n     int
	acts  int
	claim game.ClaimID
}

func (l *looks) act(p game.PlayerID) game.Act {
	l.acts++
	return storetest.Act("i/"+strconv.Itoa(l.acts), p)
}

// live lets player 1 claim so many cards so many times, sell and bid, and player 2
// too, each on what the other sells.
func (l *looks) live(t *testing.T, times, cards int) {
	t.Helper()
	ctx, g := t.Context(), l.Game
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for range times {
		res, err := g.Claim(ctx, l.act(1), game.ClaimOrder{Count: cards})
		must(err)
		l.claim = res.Claim.ID
		own := res.Cards[0].Copy.ID
		a, err := g.OpenAuction(ctx, l.act(1), game.AuctionOrder{Copy: own, Start: 100, Hours: 1})
		must(err)
		_, err = g.Bid(ctx, l.act(2), game.BidOrder{Auction: a.ID})
		must(err)
		res, err = g.Claim(ctx, l.act(2), game.ClaimOrder{Count: 1})
		must(err)
		a, err = g.OpenAuction(ctx, l.act(2), game.AuctionOrder{Copy: res.Cards[0].Copy.ID, Start: 100, Hours: 1})
		must(err)
		_, err = g.Bid(ctx, l.act(1), game.BidOrder{Auction: a.ID})
		must(err)
		_, err = g.Watch(ctx, l.act(1), a.ID, true)
		must(err)
	}
}

// count is how often each look waits.
func (l *looks) count(t *testing.T) map[string]int {
	t.Helper()
	ctx, g := t.Context(), l.reads
	took := map[string]int{}
	for what, look := range map[string]func() error{
		"cards":  func() error { _, err := g.List(ctx, game.ListOrder{Asker: 1, Holder: 1, Size: 10}); return err },
		"miss":   func() error { _, err := g.List(ctx, game.ListOrder{Asker: 1, Without: 1, Size: 10}); return err },
		"search": func() error { _, err := g.List(ctx, game.ListOrder{Asker: 1, Size: 10, Query: ">eval"}); return err },
		"diff": func() error {
			_, err := g.List(ctx, game.ListOrder{Asker: 1, Holder: 1, Without: 2, Size: 10})
			return err
		},
		"auctions":     func() error { _, err := g.Auctions(ctx, 1, "", game.SortEnding, 0, 10); return err },
		"my auctions":  func() error { _, err := g.MyAuctions(ctx, 1); return err },
		"collections":  func() error { _, err := g.Collections(ctx, 1, game.ProgressOrder{}, 0, 10); return err },
		"a claim":      func() error { _, err := g.LookAtClaim(ctx, 1, l.claim); return err },
		"inventory":    func() error { _, err := g.Inventory(ctx, 1); return err },
		"achievements": func() error { _, err := g.Achievements(ctx, 1); return err },
		"suggestions":  func() error { _, err := g.SuggestCopies(ctx, 1, game.Liquefying, "", 25); return err },
		"for sale":     func() error { _, err := g.SuggestForSale(ctx, 1, "", 25); return err },
	} {
		l.n = 0
		if err := look(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		took[what] = l.n
	}
	return took
}
