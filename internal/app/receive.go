package app

import (
	"relevo/internal/channel"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// ReceiveDeliveryIn is a webhook body whose signature was found right. With may
// give others that came after it and are stored in the same transaction; it is
// asked when that has begun, and again, for the same ones, when it is repeated.
type ReceiveDeliveryIn struct {
	MetaAppID ids.MetaAppID
	Body      []byte
	With      func() []ReceiveDeliveryIn
}

// ReceiveDelivery makes webhooks durable together with the jobs that will
// ingest them. Meta is answered 200 only after this has committed.
var ReceiveDelivery = define(UseCase[ReceiveDeliveryIn, struct{}]{
	Name: "delivery.receive", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in ReceiveDeliveryIn) (none struct{}, err error) {
		came := []channel.Delivery{{MetaAppID: in.MetaAppID, Body: in.Body}}
		if in.With != nil {
			for _, d := range in.With() {
				came = append(came, channel.Delivery{MetaAppID: d.MetaAppID, Body: d.Body})
			}
		}
		seqs, err := channel.SaveDeliveries(c.Tx, came)
		if err != nil {
			return none, err
		}
		jobs := make([]job.Spec, len(seqs))
		for i, seq := range seqs {
			jobs[i] = job.Spec{Kind: JobIngest, Args: IngestArgs{Seq: seq}}
		}
		return none, job.EnqueueAll(c.Tx, jobs)
	},
})

// ReadDeliveries reads stored webhook bodies back, in order of receipt; what is
// not there is left out.
var ReadDeliveries = define(UseCase[[]int64, []channel.Delivery]{
	Name: "delivery.read", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, seqs []int64) ([]channel.Delivery, error) { return channel.Deliveries(c.Tx, seqs) },
})
