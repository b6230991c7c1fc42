package app

import (
	"slices"

	"relevo/internal/channel"
	"relevo/internal/contact"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
)

// BuiltInSimulator stands for the Graph URL of the simulator inside this
// process, whose address changes with each start. A sandbox number that is
// added without a Graph URL gets it.
const BuiltInSimulator = "simulator:"

// Simulation is what the built-in simulator must know to play WhatsApp for a
// number: the number with its own secrets, in the clear.
type Simulation struct {
	Connection
	AppSecret, VerifyToken string
}

// ListSimulated gives the numbers of all projects that the built-in simulator
// plays WhatsApp for.
var ListSimulated = define(UseCase[struct{}, []channel.Number]{
	Name: "simulator.list", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, _ struct{}) ([]channel.Number, error) { return channel.NumbersAt(c.Tx, BuiltInSimulator) },
})

// ReadSimulation opens what the simulator of a number must know.
var ReadSimulation = define(UseCase[ids.NumberID, Simulation]{
	Name: "simulator.read", Rule: policy.OnlyInside, Mode: Read,
	Run: func(c *Call, id ids.NumberID) (s Simulation, err error) {
		n, err := channel.GetNumber(c.Tx, id)
		if err != nil {
			return s, err
		}
		if s.Connection, err = connection(c, n); err != nil {
			return s, err
		}
		secrets, err := ReadWebhookSecrets.Run(c, n.MetaAppID)
		s.AppSecret, s.VerifyToken = secrets.AppSecret, secrets.VerifyToken
		return s, err
	},
})

// FindSimulated gives the simulated number of a project by Meta's id, or its
// first one for "".
var FindSimulated = define(UseCase[string, channel.Number]{
	Name: "simulator.use", Rule: policy.Needs(policy.UseSimulator), Mode: Read,
	Run: func(c *Call, phoneNumberID string) (channel.Number, error) {
		numbers, err := channel.ListNumbers(c.Tx, c.Actor.Scope, channel.NumberFilter{PhoneNumberID: phoneNumberID})
		if err != nil {
			return channel.Number{}, err
		}
		i := slices.IndexFunc(numbers, func(n channel.Number) bool { return n.GraphURL == BuiltInSimulator })
		if i < 0 {
			return channel.Number{}, fault.New(fault.NotFound, fault.CodeNotFound, "This project has no such number of the built-in simulator.")
		}
		return numbers[i], nil
	},
})

// checkSimulated holds a number to what the simulator can play.
func checkSimulated(n channel.Number) error {
	if string(n.BusinessAccountID) == string(n.PhoneNumberID) {
		return invalid("business_account_id", "must be another id than the phone_number_id")
	}
	if digits := len(contact.Digits(n.DisplayPhoneNumber)); digits < 8 || digits > 15 {
		return invalid("display_phone_number", "must have 8 to 15 digits")
	}
	return nil
}

func isDigits(s string) bool { return s != "" && len(s) <= maxMetaID && contact.Digits(s) == s }

// maxMetaID bounds an id of Meta's in digits; theirs have about 16.
const maxMetaID = 32

// checkUnmixed keeps simulated and real numbers out of one Meta app: the
// simulator signs with the app's secret and shows it to the project's admins.
func checkUnmixed(c *Call, n channel.Number) error {
	others, err := channel.GraphURLs(c.Tx, n.MetaAppID)
	if err != nil {
		return err
	}
	for _, other := range others {
		if (other == BuiltInSimulator) != (n.GraphURL == BuiltInSimulator) {
			return fault.New(fault.Conflict, fault.CodeConflict,
				"A Meta app has either simulated or real numbers. Add another app for this number.").With("meta_app_id", "taken")
		}
	}
	return nil
}
