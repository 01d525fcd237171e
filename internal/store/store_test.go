package store_test

import (
	"testing"

	"gohye/internal/clock"
	"gohye/internal/game"
	"gohye/internal/store/storetest"
)

func TestFirst(t *testing.T) {
	t.Parallel()
	for _, e := range storetest.Engines() {
		t.Run(e, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, e)
			w := storetest.NewWorld(t, db, storetest.Rules(t), clock.System{})
			res, err := w.Game.Claim(t.Context(), storetest.Act("i/1", 7), game.ClaimOrder{Count: 3})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", res)
			_, err = w.Game.Claim(t.Context(), storetest.Act("i/1", 7), game.ClaimOrder{Count: 3})
			t.Log(err)
			d, err := w.Game.Daily(t.Context(), storetest.Act("i/2", 7))
			t.Logf("%+v %v", d, err)
			h, err := w.Game.Holdings(t.Context(), 7, "", 0, 10)
			t.Logf("%+v %v", h, err)
			rep, err := db.Audit(t.Context())
			t.Logf("%+v %v", rep, err)
			n, err := w.Game.Sweep(t.Context(), 100)
			t.Log(n, err)
		})
	}
}
