package postgres

import "fmt"

// memory is a row that is known without asking.
type memory []any

// Scan implements [engine.Row].
func (m memory) Scan(dest ...any) error {
	if len(dest) != len(m) {
		return fmt.Errorf("postgres: %d values of a row are asked for, which has %d", len(dest), len(m))
	}
	for i, v := range m {
		if !assign(dest[i], v) {
			return fmt.Errorf("postgres: value %d of a row is a %T and not for a %T", i, v, dest[i])
		}
	}
	return nil
}

// assign copies v to where dest points, if it has the type for it.
func assign(dest, v any) (ok bool) {
	switch d := dest.(type) {
	case *int64:
		*d, ok = v.(int64)
	case *int:
		var n int64
		if n, ok = v.(int64); ok {
			*d = int(n)
		}
	case *string:
		*d, ok = v.(string)
	case *bool:
		*d, ok = v.(bool)
	}
	return ok
}
