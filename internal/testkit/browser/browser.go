// Package browser gives tests of pages a headless Chromium.
//
// The program is the one that CHROMIUM names, or the chromium (or Chrome) of
// the machine. It promises:
//   - every call gets a browser of its own with a fresh profile, which ends
//     with its test;
//   - it asks nothing of the network by itself: no updates, no telemetry;
//   - what a page throws and nobody catches fails the test.
//
// It deliberately adds no words to chromedp's: the context is chromedp's own.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"gohye/internal/testkit/require"
)

// Variable is the environment variable with the path of the browser.
const Variable = "CHROMIUM"

// Patience bounds a whole test in the browser. A page that never shows what a
// test waits for ends the wait with an error, not the test run.
const Patience = 3 * time.Minute

// Start opens a browser of 1280 by 800 points with an empty page, and returns
// the context for chromedp.Run and chromedp.Do. Without a browser the test is
// skipped, or fails when browser is required. It must be called from the test's
// own goroutine.
func Start(t testing.TB) context.Context {
	t.Helper()
	program, err := find()
	if err != nil {
		require.Need(t, "browser", err.Error())
	}
	// The test's context ends before its clean-up, which would kill the browser
	// rather than close it.
	root, stop := context.WithTimeout(context.WithoutCancel(t.Context()), Patience)
	alloc, free := chromedp.NewExecAllocator(root, options(program)...)
	ctx, _ := chromedp.NewContext(alloc, chromedp.WithErrorf(t.Logf))
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("browser: close: %v", err)
		}
		free()
		stop()
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)); err != nil {
		t.Fatalf("browser: start %s: %v", program, err)
	}
	err = chromedp.Listen(ctx, func(event any) {
		if thrown, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("browser: the page threw: %v", thrown.ExceptionDetails)
		}
	})
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	return ctx
}

// options are the flags of the browser.
func options(program string) []chromedp.ExecAllocatorOption {
	o := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program),
		chromedp.Headless,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.NoSandbox, // it refuses root with one
	}
	for _, flag := range []string{
		"disable-gpu", "disable-quic", "disable-background-networking", "disable-component-update",
		"disable-sync", "disable-default-apps", "disable-extensions", "disable-breakpad", "disable-dev-shm-usage",
		"metrics-recording-only",
	} {
		o = append(o, chromedp.Flag(flag, true))
	}
	return o
}

// find is the path of a browser on this machine.
func find() (string, error) {
	if program := os.Getenv(Variable); program != "" {
		return exec.LookPath(program)
	}
	for _, name := range []string{"chromium", "/usr/lib/chromium/chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", fmt.Errorf("there is no chromium on this machine; install it or set %s to its path", Variable)
}

// Screenshot writes a picture (PNG) of what the window shows to a file, whose
// folder is made when it does not exist.
func Screenshot(ctx context.Context, t testing.TB, file string) {
	t.Helper()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("browser: screenshot: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}
