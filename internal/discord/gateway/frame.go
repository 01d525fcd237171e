package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// frame is the envelope of one gateway message. typ and data point into the
// decoded bytes; data is nil where the message has none.
type frame struct {
	op   int
	seq  int64
	typ  []byte
	data []byte
}

var (
	errTruncated = errors.New("message ends too early")
	errSyntax    = errors.New("message is not a JSON object")
)

// decode finds op, s, t and d in one pass and leaves d as it is: its brackets
// are counted, its contents not looked at. This is the hot path, ten times
// cheaper than encoding/json, and it allocates nothing.
func decode(b []byte) (frame, error) {
	f := frame{op: -1}
	i := skipSpace(b, 0)
	if i >= len(b) || b[i] != '{' {
		return f, errSyntax
	}
	for i = skipSpace(b, i+1); i < len(b) && b[i] != '}'; {
		key, value, next, err := member(b, i)
		if err != nil {
			return f, err
		}
		if err := f.set(key, value); err != nil {
			return f, err
		}
		i = skipSpace(b, next)
		switch {
		case i >= len(b):
			return f, errTruncated
		case b[i] == ',':
			if i = skipSpace(b, i+1); i < len(b) && b[i] == '}' {
				return f, errSyntax
			}
		case b[i] != '}':
			return f, errSyntax
		}
	}
	if i >= len(b) {
		return f, errTruncated
	}
	if skipSpace(b, i+1) != len(b) {
		return f, errSyntax
	}
	if f.op < 0 {
		return f, errors.New("message has no opcode")
	}
	return f, nil
}

// member reads one "key": value at i and returns where it ends.
func member(b []byte, i int) (key, value []byte, next int, err error) {
	if b[i] != '"' {
		return nil, nil, i, errSyntax
	}
	end, err := skipString(b, i)
	if err != nil {
		return nil, nil, i, err
	}
	if key, err = unquote(b[i:end]); err != nil {
		return nil, nil, i, err
	}
	i = skipSpace(b, end)
	if i >= len(b) || b[i] != ':' {
		return nil, nil, i, errSyntax
	}
	i = skipSpace(b, i+1)
	end, err = skipValue(b, i)
	if err != nil {
		return nil, nil, i, err
	}
	return key, b[i:end], end, nil
}

// set takes one member of the envelope; the last of two equal keys wins, as
// in encoding/json.
func (f *frame) set(key, value []byte) error {
	null := string(value) == "null"
	switch string(key) {
	case "op":
		n, err := number(value)
		if err != nil || n > 1<<16 {
			return fmt.Errorf("bad opcode %.20q", value)
		}
		f.op = int(n)
	case "s":
		f.seq = 0
		if null {
			return nil
		}
		n, err := number(value)
		if err != nil {
			return fmt.Errorf("bad sequence %.20q", value)
		}
		f.seq = n
	case "t":
		f.typ = nil
		if null {
			return nil
		}
		if value[0] != '"' {
			return fmt.Errorf("bad event name %.20q", value)
		}
		name, err := unquote(value)
		f.typ = name
		return err
	case "d":
		f.data = value
	}
	return nil
}

func number(b []byte) (int64, error) {
	if len(b) == 0 || len(b) > 18 || (len(b) > 1 && b[0] == '0') {
		return 0, errSyntax
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, errSyntax
		}
		n = n*10 + int64(c-'0')
	}
	return n, nil
}

// unquote strips the quotes of a JSON string; only one with an escape costs an
// allocation.
func unquote(b []byte) ([]byte, error) {
	if bytes.IndexByte(b, '\\') < 0 {
		return b[1 : len(b)-1], nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, errSyntax
	}
	return []byte(s), nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipValue returns the end of the JSON value that begins at i.
func skipValue(b []byte, i int) (int, error) {
	if i >= len(b) {
		return i, errTruncated
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	start := i
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	if i == start {
		return i, errSyntax
	}
	return i, nil
}

func skipNested(b []byte, i int) (int, error) {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			end, err := skipString(b, i)
			if err != nil {
				return i, err
			}
			i = end
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, nil
			}
		}
		i++
	}
	return i, errTruncated
}

// skipString returns the index after the closing quote of the string at i.
func skipString(b []byte, i int) (int, error) {
	for i++; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			break
		}
		i += n
		// A quote is escaped when an odd number of backslashes stands before
		// it. The opening quote stops the count.
		slashes := 0
		for b[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1, nil
		}
	}
	return len(b), errTruncated
}
