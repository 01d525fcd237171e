package game

// A PriceStamp changes whenever prices do.
type PriceStamp struct {
	Lease PriceLease
	Until int64
}

// A priceList is all prices under a stamp. It is not changed.
type priceList struct {
	stamp  PriceStamp
	prices []Score
}

// allPrices are the prices of all cards. Reading them takes ten times as long as
// all else that a list asks, and they change a few times a day: so they are kept,
// and it is asked whether they are still the present ones. The stamp is read
// first: whoever changes prices changes it too, so what is kept under a stamp is
// never older than that.
func (g *Game) allPrices(r Reader) ([]Score, error) {
	stamp, err := r.PriceStamp()
	if err != nil {
		return nil, err
	}
	if kept := g.prices.Load(); kept != nil && kept.stamp == stamp {
		return kept.prices, nil
	}
	prices, err := r.Prices()
	if err == nil {
		g.prices.Store(&priceList{stamp: stamp, prices: prices})
	}
	return prices, err
}
