package config

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"relevo/internal/fault"
)

const prefix = "RELEVO_"

// variable gives the name of a setting in the environment.
func variable(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Resolve fills the settings that no flag gave from the environment, in the
// form of os.Environ, and validates the whole. An empty variable counts as
// absent, as container tools pass unset ones that way. Errors are
// invalid_input faults of one line that name the setting.
func (c *Config) Resolve(environ []string) error {
	byVariable := map[string]*pflag.Flag{}
	c.flags.VisitAll(func(f *pflag.Flag) { byVariable[variable(f.Name)] = f })
	sorted := slices.Sorted(slices.Values(environ))
	for _, pair := range sorted {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		f, known := byVariable[name]
		if !known {
			return invalid("%s is not a setting; did you mean %s?", name, nearest(name, byVariable))
		}
		if value == "" || f.Changed {
			continue
		}
		if err := f.Value.Set(value); err != nil {
			return invalid("%s has a value that is no %s", name, f.Value.Type())
		}
		c.env[f.Name] = true
	}
	return c.Validate()
}

func nearest(name string, known map[string]*pflag.Flag) string {
	best, least := "", len(name)+64
	for candidate := range known {
		d := distance(name, candidate)
		if d < least || (d == least && candidate < best) {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two ASCII names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

func invalid(format string, args ...any) error {
	return fault.Newf(fault.Invalid, fault.CodeInvalidInput, format, args...)
}
