package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/edge/api"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/ids"

	"github.com/spf13/cobra"
)

func openAPICommand() *cobra.Command {
	return &cobra.Command{Use: "openapi", Short: "Print the description of the HTTP API", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		text, err := describe()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), string(text))
		return err
	}}
}

// describe gives the description of the API without opening any data.
func describe() ([]byte, error) {
	a := &app.App{Log: slog.New(slog.DiscardHandler), Clock: clock.System{}, PublicURL: func() string { return "" }}
	s := rest.New(rest.Options{App: a, Version: "1"})
	api.MountAccount(s, a)
	api.Mount(s, a, record.Links{Media: func(ids.MediaID) string { return "" }})
	text, err := s.Description()
	if err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	err = json.Indent(&indented, text, "", "  ")
	return bytes.TrimSpace(indented.Bytes()), err
}
