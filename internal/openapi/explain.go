package openapi

import (
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// explain turns the validator's tree into one line for each mistake. Where a
// union has no match, only the branches count whose "type" is the value's:
// the others say nothing but that they were not meant.
func explain(e *jsonschema.ValidationError) error {
	var errs []error
	for _, l := range leaves(e) {
		say := l.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		errs = append(errs, fmt.Errorf("at /%s: %s", strings.Join(l.InstanceLocation, "/"), say))
	}
	return errors.Join(errs...)
}

// leaves are the mistakes without a cause below them.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		return meant(e)
	}
	var all []*jsonschema.ValidationError
	for _, c := range e.Causes {
		all = append(all, leaves(c)...)
	}
	return all
}

// meant are the leaves of the branch of a union that was meant: of those whose
// type fits, the one with the fewest mistakes. If no type fits, the mistake is
// the union's.
func meant(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	var best []*jsonschema.ValidationError
	for _, c := range e.Causes {
		l := leaves(c)
		if !otherType(l, e.InstanceLocation) && (best == nil || len(l) < len(best)) {
			best = l
		}
	}
	if best == nil {
		return []*jsonschema.ValidationError{e}
	}
	return best
}

// otherType reports whether one of the mistakes is that the value at a place is
// of another type, or that its field "type" is.
func otherType(mistakes []*jsonschema.ValidationError, at []string) bool {
	here := strings.Join(at, "/")
	for _, m := range mistakes {
		where := strings.Join(m.InstanceLocation, "/")
		switch m.ErrorKind.(type) {
		case *kind.Type:
			if where == here {
				return true
			}
		case *kind.Enum, *kind.Const:
			if where == strings.TrimPrefix(here+"/type", "/") {
				return true
			}
		}
	}
	return false
}
