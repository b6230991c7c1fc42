package main

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/edge/ingress"
	"relevo/internal/ids"

	"github.com/spf13/cobra"
)

func metaAppCommand() *cobra.Command {
	group := &cobra.Command{Use: "meta-app", Short: "Apps at Meta whose webhooks come here"}
	group.AddCommand(dataCommand("add", "Add an app at Meta", func(c *cobra.Command) func(context.Context, *instance) (any, error) {
		project := projectFlag(c)
		name := c.Flags().String("name", "", "name of the app")
		secret := c.Flags().String("app-secret", "", "the app secret, which signs webhooks")
		verify := c.Flags().String("verify-token", "", "the verify token of the webhook handshake")
		return func(ctx context.Context, i *instance) (any, error) {
			m, err := app.Do(ctx, i.App, operator, app.AddMetaApp, app.AddMetaAppIn{ProjectID: ids.ProjectID(*project),
				Name: *name, AppSecret: *secret, VerifyToken: *verify})
			return struct {
				ID          ids.MetaAppID `json:"id"`
				WebhookPath string        `json:"webhook_path"`
			}{m.ID, ingress.PathOf(m.ID)}, err
		}
	}))
	return group
}

func numberCommand() *cobra.Command {
	group := &cobra.Command{Use: "number", Short: "WhatsApp numbers"}
	group.AddCommand(dataCommand("add", "Connect a WhatsApp number", func(c *cobra.Command) func(context.Context, *instance) (any, error) {
		var in app.AddNumberIn
		project := projectFlag(c)
		metaApp := c.Flags().String("meta-app", "", "id of the app, as meta-app add printed it")
		f := c.Flags()
		f.StringVar(&in.PhoneNumberID, "phone-number-id", "", "Meta's id of the number")
		f.StringVar(&in.BusinessAccountID, "business-account-id", "", "Meta's id of the WhatsApp business account")
		f.StringVar(&in.DisplayPhoneNumber, "display-phone-number", "", "the number with its country code, such as +15550100100")
		f.StringVar(&in.Name, "name", "", "name that the team sees")
		f.StringVar(&in.AccessToken, "access-token", "", "the access token")
		f.StringVar(&in.GraphURL, "graph-url", "", "where the Cloud API is, without a version (default "+app.DefaultGraphURL+"; for a sandbox number the simulator inside serve)")
		f.StringVar(&in.Kind, "kind", "production", "production, or sandbox for a simulated number")
		return func(ctx context.Context, i *instance) (any, error) {
			in.ProjectID, in.MetaAppID = ids.ProjectID(*project), ids.MetaAppID(*metaApp)
			n, err := app.Do(ctx, i.App, operator, app.AddNumber, in)
			return struct {
				ID            ids.NumberID      `json:"id"`
				PhoneNumberID ids.PhoneNumberID `json:"phone_number_id"`
			}{n.ID, n.PhoneNumberID}, err
		}
	}))
	return group
}
