package browser_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"gohye/internal/testkit/browser"
)

// page is a server with one page.
func page(t *testing.T, html string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, html)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPageIsReadAndClicked(t *testing.T) {
	t.Parallel()
	ctx := browser.Start(t)
	url := page(t, `<p id=p>카드 3</p><button onclick="p.textContent='카드 4'; b.hidden=false">+</button><b id=b hidden>done</b>`)
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"카드 3", "카드 4"} {
		got, err := chromedp.Run(ctx, chromedp.Text("#p"))
		if err != nil || got != want {
			t.Errorf("the page says %q, %v; want %q", got, err, want)
		}
		if err := chromedp.Do(ctx, chromedp.Click("button"), chromedp.WaitVisible("#b")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestScreenshotHasTheSizeOfTheWindow(t *testing.T) {
	t.Parallel()
	ctx := browser.Start(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(page(t, "<p>x"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "new", "page.png")
	browser.Screenshot(ctx, t, file)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	picture, err := png.DecodeConfig(f)
	if err != nil || picture.Width != 1280 || picture.Height != 800 {
		t.Errorf("the picture is %d by %d, %v; want 1280 by 800", picture.Width, picture.Height, err)
	}
}

// thrower notes failures in place of failing.
type thrower struct {
	testing.TB
	failed chan string // room for more than one failure
}

func (r *thrower) Helper() {}

func (r *thrower) Errorf(format string, args ...any) { r.failed <- fmt.Sprintf(format, args...) }

func TestWhatAPageThrowsFailsTheTest(t *testing.T) {
	t.Parallel()
	noted := &thrower{TB: t, failed: make(chan string, 8)}
	ctx := browser.Start(noted)
	if err := chromedp.Do(ctx, chromedp.Navigate(page(t, `<script>setTimeout(() => { throw new Error("planted") })</script>`))); err != nil {
		t.Fatal(err)
	}
	select {
	case <-noted.failed:
	case <-ctx.Done():
		t.Error("the error of the page was not noticed")
	}
}
