package picture

import (
	"image"
	"testing"
)

// sample is a card of the level that is drawn in the n-th theme.
func sample(n, level int) Card {
	t := themes()[n%len(themes())]
	return Card{
		ID: int64(n + 1), Name: "하늘결 Midnight", Collection: t.home, CollectionName: "Moonmallow", Level: level,
		Tags: []string{[]string{"girlgroups", "boygroups"}[n%2]},
	}
}

func BenchmarkDraw(b *testing.B) {
	a := artist(b)
	for i := 0; b.Loop(); i++ {
		a.Draw(sample(i, i%5+1))
	}
}

func BenchmarkStamp(b *testing.B) {
	a := artist(b)
	card := sample(1, 3)
	card.Print = 1234
	c := canvasOn(a.Draw(card))
	for b.Loop() {
		a.stamp(c, card)
	}
}

// BenchmarkRow composes and encodes three cards that are drawn already.
func BenchmarkRow(b *testing.B) {
	a := artist(b)
	faces := []image.Image{a.Draw(sample(1, 1)), a.Draw(sample(2, 3)), a.Draw(sample(3, 5))}
	for b.Loop() {
		if _, err := encode("k", func() (image.Image, error) { return Compose(faces...), nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	a := artist(b)
	faces := []image.Image{a.Draw(sample(1, 1)), a.Draw(sample(2, 3)), a.Draw(sample(3, 5))}
	for b.Loop() {
		Compose(faces...)
	}
}

func artist(tb testing.TB) *Artist {
	tb.Helper()
	a, err := NewArtist()
	if err != nil {
		tb.Fatal(err)
	}
	return a
}
