package sandbox_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/gateway"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// browser opens a page in a headless browser, or skips the test where there
// is none; GOHYE_TEST_REQUIRE=browser makes that a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	found := false
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			found = true
		}
	}
	if !found {
		if strings.Contains(os.Getenv("GOHYE_TEST_REQUIRE"), "browser") {
			t.Fatal("a browser is required and there is none")
		}
		t.Skip("no chromium here: the page is not tested")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	t.Cleanup(cancel)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(1100, 900))
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// wait lets the page come to a state, which is a JavaScript expression.
func wait(state string) chromedp.Action[chromedp.Void] {
	return evaluate("new Promise((ok) => { const look = () => (" + state + ") ? ok(true) : setTimeout(look, 10); look() })")
}

// TestPage plays in the page as a person does: a command with completions, a
// form, a menu, a button, another player.
func TestPage(t *testing.T) {
	ctx := browser(t)
	h := open(t, sandbox.Options{Limits: unlimited()})
	b := disgoBot(t, h, append(game(t), bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentGuilds)))...)
	if _, err := b.Rest.SetGlobalCommands(b.ApplicationID, gameCommands); err != nil {
		t.Fatal(err)
	}
	bob := h.player(t, 1)
	if _, err := bob.Say(h.ctx, h.general, "Hello **everybody**, <t:1900000000:R>, `code`, <img src=x onerror=\"document.title='bad'\">"); err != nil {
		t.Fatal(err)
	}
	if _, err := bob.Command(h.ctx, h.general, "cards"); err != nil {
		t.Fatal(err)
	}
	seen := func(text string) chromedp.Action[chromedp.Void] {
		return wait(`document.getElementById("messages").innerText.includes("` + text + `")`)
	}
	hint := func(text string) chromedp.Action[chromedp.Void] {
		return wait(`document.getElementById("hints").innerText.includes("` + text + `")`)
	}
	steps := []struct {
		name string
		do   chromedp.Action[chromedp.Void]
	}{
		{"open", chromedp.Navigate(h.url + "/")},
		{"history", seen("Hello everybody")},
		{"pictures", wait(`[...document.querySelectorAll("#messages img")].length >= 3 && [...document.querySelectorAll("#messages img")].every((i) => i.complete && i.naturalWidth > 0)`)},
		{"slash", chromedp.SendKeys("#text", "/")},
		{"list", hint("/think")},
		{"picture of the list", shot("hints")},
		{"name", chromedp.SendKeys("#text", "hello name:An")},
		{"completion", hint("Ana An")},
		{"take it", chromedp.SendKeys("#text", kb.Tab)},
		{"send", chromedp.SendKeys("#text", kb.Enter)},
		{"answer", seen("hello ana")},
		// One Enter: a second might come when the form is open, and submit it.
		{"form", chromedp.SendKeys("#text", "/form"+kb.Enter)},
		{"dialog", chromedp.WaitVisible("dialog input")},
		{"fill in", chromedp.SendKeys("dialog input", "moon"+kb.Enter)},
		{"submitted", seen("the word is moon")},
		{"choose", chromedp.SetValue("#messages select", "2")},
		{"ephemeral", seen("Only you can see this")},
		{"picture of it all", shot("played")},
		{"press", chromedp.Click("#messages button.b1")},
		{"edited", seen("the next")},
		{"another player", evaluate(`(() => { const p = document.getElementById("player"); p.selectedIndex = 2; p.onchange(); return true })()`)},
		{"without the ephemeral", wait(`document.getElementById("messages").innerText.includes("the next") && !document.getElementById("messages").innerText.includes("Only you")`)},
		{"missing option", chromedp.SendKeys("#text", "/hello"+kb.Escape)},
	}
	for _, step := range steps {
		if err := chromedp.Do(ctx, step.do); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	if title, err := chromedp.Run(ctx, chromedp.Title()); err != nil || title != "GoHYE sandbox" {
		t.Errorf("title %q, %v: a message ran as a script", title, err)
	}
	if _, err := bob.WaitMessage(h.ctx, func(m *client.Message) bool { return m.Text() == "the next" }); err != nil {
		t.Error(err)
	}
}

// evaluate runs a script whose value, or promise of one, is a bool.
func evaluate(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_, err := chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise)(ctx, tab)
		return err
	})
}

// shot keeps a picture of the page where GOHYE_TEST_SHOTS names a folder.
func shot(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		folder := os.Getenv("GOHYE_TEST_SHOTS")
		if folder == "" {
			return nil
		}
		picture, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	})
}
