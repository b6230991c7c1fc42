// Command relevo is the whole product: the server, its operator's commands and
// the simulator of WhatsApp's Cloud API. It reads the settings, builds the
// process, runs it and stops it; it holds no rules.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"relevo/internal/fault"

	"github.com/spf13/cobra"
)

// version is set by the linker.
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "relevo: "+message(err))
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := &cobra.Command{
		Use:           "relevo",
		Short:         "The WhatsApp team inbox where people and automation share one conversation",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(serveCommand(), projectCommand(), userCommand(), keyCommand(), metaAppCommand(), numberCommand(),
		simCommand(), openAPICommand(), configCommand(), migrateCommand(), doctorCommand(), backupCommand(), restoreCommand(),
		&cobra.Command{Use: "version", Short: "Print the version", Args: cobra.NoArgs, Run: func(c *cobra.Command, _ []string) {
			fmt.Fprintln(c.OutOrStdout(), version)
		}})
	return root.ExecuteContext(ctx)
}

// message is one clear line: a fault's own text, or the error of something that
// only the operator can mend, such as a directory that can't be written.
func message(err error) string {
	f := fault.As(err)
	if f.Kind == fault.Internal {
		return err.Error()
	}
	return f.Message
}
