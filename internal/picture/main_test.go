package picture

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden pictures anew")
	goleak.VerifyTestMain(m)
}
