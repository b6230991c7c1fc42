package app

import (
	"strings"

	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

type field struct{ name, value string }

// require gives an invalid_input fault that names every empty field.
func require(fields ...field) error {
	var missing []string
	for _, f := range fields {
		if strings.TrimSpace(f.value) == "" {
			missing = append(missing, f.name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	f := fault.Newf(fault.Invalid, fault.CodeInvalidInput, "%s must be given", strings.Join(missing, ", "))
	for _, name := range missing {
		f = f.With(name, "must be given")
	}
	return f
}

func invalid(name, rule string) error {
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput, "%s %s", name, rule).With(name, rule)
}

// projectOf gives the project in which an actor works: its own, or, for the
// operator, the one that the input names.
func projectOf(actor policy.Actor, named ids.ProjectID) ids.ProjectID {
	if actor.Kind == policy.Operator {
		return named
	}
	return actor.Scope.Project
}

func missingReference(err error, name, message string) error {
	if fault.HasCode(err, fault.CodeReferenced) {
		return fault.Wrap(fault.Invalid, fault.CodeReferenced, message, err).With(name, "unknown")
	}
	return err
}
