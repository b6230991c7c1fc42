package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"relevo/internal/egress"
)

// line is what a customer of the demo writes first.
type line map[string]any

// cast are the people of a fresh demo and what they write, so that the inbox
// has something to show. Their numbers are of the range kept for fiction.
var cast = []struct {
	name, phone string
	lines       []line
}{
	{"Noah Okafor", "+15550107702", []line{
		{"type": "document"},
		{"type": "text", "text": "Here is the invoice we talked about 📄"},
	}},
	{"ليلى حداد", "+15550107703", []line{
		{"type": "text", "text": "مرحبا، هل يمكنني تغيير عنوان التوصيل؟"},
	}},
	{"Mateo García", "+15550107704", []line{
		{"type": "text", "text": "Buenas, ¿siguen abiertos hoy?"},
		{"type": "location", "location": map[string]any{"latitude": -34.6037, "longitude": -58.3816, "name": "Obelisco", "address": "Av. 9 de Julio, Buenos Aires"}},
	}},
	{"Ana Ribeiro", "+15550107701", []line{
		{"type": "text", "text": "Hi! I ordered the blue lamp last week and it has not arrived yet."},
		{"type": "image"},
		{"type": "text", "text": "This is what the tracking page shows. Can you help?"},
	}},
}

// seed makes the demo's customers write. What they write takes the whole way
// of a real message: a signed webhook, the ingest, the inbox.
func (s *simulation) seed() error {
	guard, err := egress.New(egress.Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		return err
	}
	defer guard.Close()
	client := guard.Client(egress.ClientOptions{})
	for _, person := range cast {
		var made struct {
			ID string `json:"id"`
		}
		if err := s.tell(client, "/control/customers", line{"name": person.name, "phone": person.phone}, &made); err != nil {
			return err
		}
		for _, l := range person.lines {
			if err := s.tell(client, "/control/customers/"+made.ID+"/messages", l, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *simulation) tell(client *http.Client, path string, body line, answer any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	resp, err := client.Post(s.url+path, "application/json", bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("seed demo: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("seed demo: the simulator answered %d to %s", resp.StatusCode, path)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}
