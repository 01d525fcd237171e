package process_test

import (
	"context"
	"errors"
	"fmt"

	"gohye/internal/process"
)

func Example() {
	ctx := context.Background()
	m := process.New(process.Options{})
	tries := 0
	err := m.Start(process.Spec{
		Name: "backup", Doc: "Copies the database.",
		Restart: process.OnFailure, Backoff: process.Backoff{Min: 1, Max: 1},
		Run: func(context.Context) error {
			if tries++; tries == 1 {
				return errors.New("the disk is full")
			}
			return nil
		},
	})
	fmt.Println("started:", err)
	fmt.Println("ended:", m.Wait(ctx, "backup"))
	for _, s := range m.Status() {
		fmt.Printf("%s is %v after %d restart: %s\n", s.Name, s.State, s.Restarts, s.LastError)
	}
	fmt.Println("stopped:", m.Shutdown(ctx))
	// Output:
	// started: <nil>
	// ended: <nil>
	// backup is done after 1 restart: the disk is full
	// stopped: <nil>
}
