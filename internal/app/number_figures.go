package app

import (
	"relevo/internal/channel"
	"relevo/internal/conversation"
	"relevo/internal/policy"
)

// GetNumberFigures gives how far the messages of a number came lately.
var GetNumberFigures = define(UseCase[string, conversation.NumberFigures]{
	Name: "number.figures", Rule: policy.Needs(policy.ManageNumber), Mode: Read,
	Run: func(c *Call, id string) (conversation.NumberFigures, error) {
		n, err := channel.FindNumber(c.Tx, c.Actor.Scope, id)
		if err != nil {
			return conversation.NumberFigures{}, err
		}
		return conversation.CountSent(c.Tx, n.ID)
	},
})
