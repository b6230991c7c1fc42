package app

import (
	"relevo/internal/channel"
	"relevo/internal/conversation"
	"relevo/internal/event"
	"relevo/internal/policy"
)

// Clean removes what is kept only for a while: raw deliveries, events that
// every consumer has read, statuses whose message never came.
var Clean = define(UseCase[struct{}, struct{}]{
	Name: "instance.clean", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, _ struct{}) (none struct{}, err error) {
		if _, err = channel.PruneDeliveries(c.Tx, c.Now().Add(-keepDeliveries)); err != nil {
			return none, err
		}
		if _, err = event.Prune(c.Tx, c.Now().Add(-keepEvents)); err != nil {
			return none, err
		}
		_, err = conversation.PruneStatuses(c.Tx, c.Now().Add(-keepStatuses))
		return none, err
	},
})
