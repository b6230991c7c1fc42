package app

import (
	"relevo/internal/account"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// CreateProjectIn names a new project.
type CreateProjectIn struct{ Name string }

// CreateProject makes an empty project.
var CreateProject = define(UseCase[CreateProjectIn, account.Project]{
	Name: "project.create", Rule: policy.OnlyOperator, Mode: Write,
	Run: func(c *Call, in CreateProjectIn) (account.Project, error) { return createProject(c, in.Name) },
})

func createProject(c *Call, name string) (account.Project, error) {
	name, err := account.CheckName("name", name)
	if err != nil {
		return account.Project{}, err
	}
	project, err := account.CreateProject(c.Tx, name)
	if err != nil {
		return account.Project{}, err
	}
	return project, c.audit(project.ID, "project.create", "project:"+string(project.ID), map[string]any{"name": name})
}

// findProject gives a not_found fault for a project that does not exist.
func findProject(c *Call, id ids.ProjectID) error {
	_, err := account.GetProject(c.Tx, id)
	if fault.Is(err, fault.NotFound) {
		return unknownProject()
	}
	return err
}

// ListProjects gives the projects that the actor may enter, oldest first: a
// person's own, a key's one, all of them for the operator.
var ListProjects = define(UseCase[account.Part, account.Listed[account.Project]]{
	Name: "project.list", Rule: policy.Needs(policy.ReadProject), Mode: Read,
	Run: func(c *Call, part account.Part) (account.Listed[account.Project], error) {
		switch c.Actor.Kind {
		case policy.Operator, policy.System:
			return account.ListProjects(c.Tx, part)
		case policy.User:
			return account.ListProjectsOf(c.Tx, c.Actor.UserID(), part)
		}
		project, err := account.GetProject(c.Tx, c.Actor.Scope.Project)
		listed := account.Listed[account.Project]{Part: part, Total: 1}
		if part.Offset == 0 {
			listed.Items = []account.Project{project}
		}
		return listed, err
	},
})
