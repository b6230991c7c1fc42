package api

import (
	"context"
	"strconv"

	"relevo/internal/app"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/fault"
)

type eventsRequest struct {
	After string `query:"after" doc:"The position after which to begin; 0 when missing"`
	Limit int    `query:"limit" minimum:"1" doc:"Events per page; 500 when missing and at most"`
}

func mountEvents(s *rest.Server, links record.Links) {
	rest.Mount(s, "GET /platform/v1/events", app.ListEvents,
		func(_ context.Context, r *eventsRequest) (app.ListEventsIn, error) {
			after, err := positionOf(r.After)
			return app.ListEventsIn{After: after, Limit: r.Limit}, err
		},
		func(out app.Events) *rest.List[record.EventRecord] {
			records := make([]record.EventRecord, len(out.Items))
			for i, e := range out.Items {
				records[i] = record.Event(e, out.Records, links)
			}
			after := ""
			if len(out.Items) > 0 { // also on the last page: whoever polls goes on from there
				after = strconv.FormatInt(out.Last, 10)
			}
			return rest.NewList(records, rest.NewPaging("", after))
		},
		rest.Summary("List what happened after a position, oldest first"),
		rest.Doc("The cursor after is a position, the pos of the last event of the page; it is null when nothing is new. 410 with code events_expired: "+
			"events after it are no longer kept; read the lists anew."))
}

func positionOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	pos, err := strconv.ParseInt(text, 10, 64)
	if err != nil || pos < 0 {
		return 0, fault.New(fault.Invalid, fault.CodeInvalidCursor, "after must be the position of an event.").With("after", "must be a position")
	}
	return pos, nil
}
