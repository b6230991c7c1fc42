package main

import (
	"log/slog"

	"relevo/internal/edge/sim"

	"github.com/spf13/cobra"
)

func simCommand() *cobra.Command {
	var o sim.Options
	c := &cobra.Command{Use: "sim", Short: "Run the simulator of WhatsApp's Cloud API on its own", Args: cobra.NoArgs}
	f := c.Flags()
	listen := f.String("listen", sim.DefaultListen, "loopback `HOST:PORT` to serve on; port 0 takes a free one")
	f.StringVar(&o.AppSecret, "app-secret", sim.DefaultAppSecret, "the secret that signs webhooks")
	f.StringVar(&o.VerifyToken, "verify-token", sim.DefaultVerifyToken, "the token of the webhook handshake")
	f.StringVar(&o.AccessToken, "access-token", sim.DefaultAccessToken, "the token that Graph accepts")
	f.StringVar(&o.PhoneNumberID, "phone-number-id", sim.DefaultPhoneNumberID, "Meta's id of the number")
	f.StringVar(&o.BusinessAccountID, "business-account-id", sim.DefaultBusinessAccountID, "Meta's id of the business account")
	f.StringVar(&o.DisplayPhoneNumber, "display-phone-number", sim.DefaultDisplayPhoneNumber, "the business number")
	f.StringVar(&o.WebhookURL, "webhook-url", "", "where webhooks go (default: nowhere, until set over Graph or /control)")
	f.StringVar(&o.Journal, "journal", "", "`DIR` that keeps the state over restarts (default: memory only)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		o.Log = logger(c.ErrOrStderr(), slog.LevelWarn)
		s, err := sim.New(o)
		if err != nil {
			return err
		}
		return s.ListenAndServe(c.Context(), *listen, c.OutOrStdout())
	}
	return c
}
