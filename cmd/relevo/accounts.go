package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"relevo/internal/app"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"

	"github.com/spf13/cobra"
)

func projectCommand() *cobra.Command {
	group := &cobra.Command{Use: "project", Short: "Projects"}
	group.AddCommand(dataCommand("create", "Make a project", func(c *cobra.Command) func(context.Context, *instance) (any, error) {
		name := c.Flags().String("name", "", "name of the project")
		return func(ctx context.Context, i *instance) (any, error) {
			p, err := app.Do(ctx, i.App, operator, app.CreateProject, app.CreateProjectIn{Name: *name})
			return struct {
				ID   ids.ProjectID `json:"id"`
				Name string        `json:"name"`
			}{p.ID, p.Name}, err
		}
	}))
	return group
}

func userCommand() *cobra.Command {
	group := &cobra.Command{Use: "user", Short: "People and their seats"}
	group.AddCommand(dataCommand("create", "Make a person with a seat in a project", func(c *cobra.Command) func(context.Context, *instance) (any, error) {
		project := projectFlag(c)
		email := c.Flags().String("email", "", "email address to log in with")
		name := c.Flags().String("name", "", "name that others see")
		role := c.Flags().String("role", "", "owner, admin, member or inbox")
		fromStdin := c.Flags().Bool("password-stdin", false, "read the password from standard input")
		return func(ctx context.Context, i *instance) (any, error) {
			if !*fromStdin {
				return nil, fault.New(fault.Invalid, fault.CodeInvalidInput, "give --password-stdin and the password on standard input")
			}
			password, err := firstLine(c.InOrStdin())
			if err != nil {
				return nil, err
			}
			u, err := app.Do(ctx, i.App, operator, app.CreateUser, app.CreateUserIn{Project: ids.ProjectID(*project),
				Email: *email, Name: *name, Role: policy.Role(*role), Password: password})
			return struct {
				ID    ids.UserID  `json:"id"`
				Email string      `json:"email"`
				Role  policy.Role `json:"role"`
			}{u.User.ID, u.User.Email, u.Role}, err
		}
	}))
	return group
}

func keyCommand() *cobra.Command {
	group := &cobra.Command{Use: "key", Short: "API keys"}
	group.AddCommand(dataCommand("create", "Make an API key; it is shown once", func(c *cobra.Command) func(context.Context, *instance) (any, error) {
		project := projectFlag(c)
		name := c.Flags().String("name", "", "what the key is for")
		return func(ctx context.Context, i *instance) (any, error) {
			k, err := app.Do(ctx, i.App, operator, app.CreateKey, app.CreateKeyIn{Project: ids.ProjectID(*project), Name: *name})
			return struct {
				ID   ids.APIKeyID `json:"id"`
				Name string       `json:"name"`
				Key  string       `json:"key"`
			}{k.ID, k.Name, k.Key}, err
		}
	}))
	return group
}

func projectFlag(c *cobra.Command) *string {
	return c.Flags().String("project", "", "id of the project")
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
