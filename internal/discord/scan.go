package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/disgoorg/snowflake/v2"
)

// errScan says that a payload is not the JSON that was expected.
var errScan = errors.New("discord: malformed JSON")

// eachMember calls f with the members of a JSON object, in order. Keys come
// without their quotes and as they are written; values are slices of raw. It
// checks the structure only: f reads what it needs and so checks it.
func eachMember(raw []byte, f func(key, value []byte) error) error {
	i := space(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return errScan
	}
	i = space(raw, i+1)
	if i < len(raw) && raw[i] == '}' {
		return nil
	}
	for {
		start := space(raw, i)
		if start >= len(raw) || raw[start] != '"' {
			return errScan
		}
		end := skip(raw, start)
		if end < 0 {
			return errScan
		}
		key := raw[start+1 : end-1]
		i = space(raw, end)
		if i >= len(raw) || raw[i] != ':' {
			return errScan
		}
		value, next, more := element(raw, i+1, '}')
		if next < 0 {
			return errScan
		}
		if err := f(key, value); err != nil || !more {
			return err
		}
		i = next
	}
}

// eachElement calls f with the elements of a JSON array.
func eachElement(raw []byte, f func(value []byte) error) error {
	i := space(raw, 0)
	if i >= len(raw) || raw[i] != '[' {
		return errScan
	}
	i = space(raw, i+1)
	if i < len(raw) && raw[i] == ']' {
		return nil
	}
	for {
		value, next, more := element(raw, i, ']')
		if next < 0 {
			return errScan
		}
		if err := f(value); err != nil || !more {
			return err
		}
		i = next
	}
}

// element is the value at i with what follows it: more says that a comma did,
// else it was the end. next is -1 when it was neither.
func element(raw []byte, i int, end byte) (value []byte, next int, more bool) {
	start := space(raw, i)
	stop := skip(raw, start)
	if stop < 0 {
		return nil, -1, false
	}
	i = space(raw, stop)
	if i >= len(raw) || (raw[i] != ',' && raw[i] != end) {
		return nil, -1, false
	}
	return raw[start:stop], i + 1, raw[i] == ','
}

// space is the index of the first byte from i that is not white space.
func space(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

// skip is the index after the value that begins at i, or -1.
func skip(raw []byte, i int) int {
	if i >= len(raw) {
		return -1
	}
	switch raw[i] {
	case '"':
		return skipString(raw, i)
	case '{', '[':
		return skipNested(raw, i)
	}
	start := i
	for i < len(raw) && raw[i] != ',' && raw[i] != '}' && raw[i] != ']' && raw[i] > ' ' {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

func skipString(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		n := bytes.IndexByte(raw[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		slashes := 0
		for raw[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
	return -1
}

func skipNested(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			if i = skipString(raw, i); i < 0 {
				return -1
			}
			continue
		}
		i++
	}
	return -1
}

// str reads a JSON string; null is "".
func str(value []byte) (string, error) {
	if string(value) == "null" {
		return "", nil
	}
	if len(value) < 2 || value[0] != '"' {
		return "", errScan
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1]), nil
	}
	var s string
	if err := json.Unmarshal(value, &s); err != nil {
		return "", errScan
	}
	return s, nil
}

// number reads a JSON integer, or one in quotes; null is 0.
func number(value []byte) (int64, error) {
	value = unquoted(value)
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return 0, errScan
	}
	return n, nil
}

// snowflakeID reads an id; null is 0.
func snowflakeID(value []byte) (snowflake.ID, error) {
	value = unquoted(value)
	n, err := strconv.ParseUint(string(value), 10, 64)
	if err != nil {
		return 0, errScan
	}
	return snowflake.ID(n), nil
}

// unquoted is a number without quotes; null is 0.
func unquoted(value []byte) []byte {
	if string(value) == "null" {
		return []byte("0")
	}
	if len(value) >= 2 && value[0] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}
