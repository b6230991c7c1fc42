// Package rig runs the real binary for the tests and measurements of the whole
// product: it builds it, sets a project up with the operator's commands, starts
// the server and ends it, gently or by SIGKILL.
//
// It promises that Start returns only when the server says it is ready, and
// that a server it started is gone when Stop or Kill returns. Loopback only.
// Imports nothing of the product.
package rig

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Meta's ids of the number that Setup connects.
const (
	PhoneNumberID     = "106540352242922"
	BusinessAccountID = "102290129340398"
	DisplayNumber     = "15550100100"
)

// What Setup gives the number and the app at Meta, for a simulator of the Cloud
// API to be set up alike.
const (
	AccessToken = "token"
	AppSecret   = "0123456789abcdef"
	VerifyToken = "verify"
)

// The person whom Setup makes, with a password of the tests alone.
const (
	Email    = "ana@shop.test"
	Password = "correct horse battery staple"
)

// Build compiles the binary with the given build tags into dir and gives its
// path. root is the root of the module.
func Build(ctx context.Context, root, dir string, tags ...string) (string, error) {
	binary := filepath.Join(dir, strings.Join(append([]string{"relevo"}, tags...), "-"))
	build := exec.CommandContext(ctx, "go", "build", "-tags", strings.Join(tags, ","), "-o", binary, "./cmd/relevo")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the binary: %w\n%s", err, out)
	}
	return binary, nil
}

// Instance is a data directory with one project, one app at Meta, one number,
// one API key and, when Seat is called, one person.
type Instance struct {
	Binary      string
	Data        string
	DatabaseURL string // empty: SQLite in Data
	GraphURL    string // where the Cloud API is; empty: Meta's own

	Project, WebhookPath, Key string // filled by Setup
}

// Setup fills the instance with the operator's commands.
func (i *Instance) Setup(ctx context.Context) error {
	var project, metaApp, number, key struct {
		ID, Key     string
		WebhookPath string `json:"webhook_path"`
	}
	if err := i.command(ctx, &project, "project", "create", "--name", "Shop"); err != nil {
		return err
	}
	in := []string{"--project", project.ID}
	if err := i.command(ctx, &metaApp, append(in, "meta-app", "add", "--name", "Meta", "--app-secret", AppSecret, "--verify-token", VerifyToken)...); err != nil {
		return err
	}
	connect := append(in, "number", "add", "--meta-app", metaApp.ID, "--phone-number-id", PhoneNumberID,
		"--business-account-id", BusinessAccountID, "--display-phone-number", "+"+DisplayNumber, "--access-token", AccessToken)
	if i.GraphURL != "" {
		connect = append(connect, "--graph-url", i.GraphURL)
	}
	if err := i.command(ctx, &number, connect...); err != nil {
		return err
	}
	if err := i.command(ctx, &key, append(in, "key", "create", "--name", "rig")...); err != nil {
		return err
	}
	i.Project, i.WebhookPath, i.Key = project.ID, metaApp.WebhookPath, key.Key
	return nil
}

// Seat makes the person of the project, its owner.
func (i *Instance) Seat(ctx context.Context) error {
	var user struct{ ID string }
	return i.commandWith(ctx, Password, &user, "user", "create", "--project", i.Project, "--email", Email, "--name", "Ana",
		"--role", "owner", "--password-stdin")
}

func (i *Instance) command(ctx context.Context, into any, args ...string) error {
	return i.commandWith(ctx, "", into, args...)
}

func (i *Instance) commandWith(ctx context.Context, stdin string, into any, args ...string) error {
	if args[0] == "--project" { // the flag belongs behind the command's words
		args = append(args[2:len(args):len(args)], args[:2]...)
	}
	c := exec.CommandContext(ctx, i.Binary, append(args, i.place("--json")...)...)
	c.Stdin, c.Stderr = strings.NewReader(stdin), os.Stderr
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("run %s %s: %w", args[0], args[1], err)
	}
	if err := json.Unmarshal(out, into); err != nil {
		return fmt.Errorf("read the answer of %s %s: %w", args[0], args[1], err)
	}
	return nil
}

func (i *Instance) place(more ...string) []string {
	args := append([]string{"--data", i.Data}, more...)
	if i.DatabaseURL != "" {
		args = append(args, "--database-url", i.DatabaseURL)
	}
	return args
}
