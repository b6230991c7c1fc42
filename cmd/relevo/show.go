package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

type member struct {
	name  string
	value any
}

// orderedMembers reads a flat JSON object and keeps the order of its members.
func orderedMembers(object []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var out []member
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		out = append(out, member{fmt.Sprint(name), value})
	}
	return out, nil
}
