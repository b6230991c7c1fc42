package policy

import (
	"fmt"
	"strings"
)

// Limit is a chosen part of what a kind of actor may do. The zero Limit takes
// nothing away. Limits are compared with ==.
type Limit struct {
	chosen bool
	bits   uint64 // by place in Permissions()
}

// KeyPermissions lists what a key may do that is not limited, in the order of
// the matrix.
func KeyPermissions() []Permission {
	var out []Permission
	for _, p := range Permissions() {
		if keyPermissions[p] {
			out = append(out, p)
		}
	}
	return out
}

// ReadLimit reads the form that String gives. A permission that no key can
// have is an error: nobody gets more than was meant.
func ReadLimit(text string) (l Limit, err error) {
	for _, name := range strings.Fields(text) {
		p := Permission(name)
		if !keyPermissions[p] {
			return Limit{chosen: true}, fmt.Errorf("no key can have the permission %q", name)
		}
		l.chosen = true
		l.bits |= l.bit(p)
	}
	return l, nil
}

// String gives the names with spaces between them; "" for the zero Limit.
func (l Limit) String() string {
	var names []string
	for _, p := range l.Permissions() {
		names = append(names, string(p))
	}
	return strings.Join(names, " ")
}

// IsZero reports whether nothing is taken away.
func (l Limit) IsZero() bool { return !l.chosen }

// Permissions lists what was chosen, in the order of the matrix.
func (l Limit) Permissions() []Permission {
	var out []Permission
	for _, p := range Permissions() {
		if l.chosen && l.bits&l.bit(p) != 0 {
			out = append(out, p)
		}
	}
	return out
}

func (l Limit) allows(p Permission) bool { return !l.chosen || l.bits&l.bit(p) != 0 }

func (Limit) bit(p Permission) uint64 {
	for i, known := range Permissions() {
		if known == p {
			return 1 << i
		}
	}
	return 0
}
