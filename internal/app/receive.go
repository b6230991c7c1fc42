package app

import (
	"relevo/internal/channel"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/internal/policy"
)

// ReceiveDeliveryIn is a webhook body whose signature was found right.
type ReceiveDeliveryIn struct {
	MetaAppID ids.MetaAppID
	Body      []byte
}

// ReceiveDelivery makes a webhook durable together with the job that will
// ingest it. Meta is answered 200 only after this has committed.
var ReceiveDelivery = define(UseCase[ReceiveDeliveryIn, int64]{
	Name: "delivery.receive", Rule: policy.OnlyInside, Mode: Write,
	Run: func(c *Call, in ReceiveDeliveryIn) (int64, error) {
		seq, err := channel.SaveDelivery(c.Tx, in.MetaAppID, in.Body)
		if err != nil {
			return 0, err
		}
		_, err = job.Enqueue(c.Tx, job.Spec{Kind: JobIngest, Args: IngestArgs{Seq: seq}})
		return seq, err
	},
})

// ReadDeliveries reads stored webhook bodies back, in order of receipt; what is
// not there is left out.
var ReadDeliveries = define(UseCase[[]int64, []channel.Delivery]{
	Name: "delivery.read", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, seqs []int64) ([]channel.Delivery, error) { return channel.Deliveries(c.Tx, seqs) },
})
