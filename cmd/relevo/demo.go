package main

import (
	"context"

	"relevo/internal/app"
	"relevo/internal/edge/sim"
	"relevo/internal/seal"
)

// prepareDemo makes the demo's project, or finds it.
func (p *process) prepareDemo(ctx context.Context) (*app.Demo, error) {
	if !p.cfg.Demo {
		return nil, nil
	}
	secret, _ := seal.NewToken("")
	d, err := app.Do(ctx, p.App, system, app.PrepareDemo, app.SimulatedNumber{PhoneNumberID: sim.DefaultPhoneNumberID,
		BusinessAccountID: sim.DefaultBusinessAccountID, DisplayPhoneNumber: sim.DefaultDisplayPhoneNumber,
		AccessToken: sim.DefaultAccessToken, AppSecret: secret, VerifyToken: sim.DefaultVerifyToken})
	return &d, err
}

// seedDemo lets the customers of a new demo write.
func (p *process) seedDemo(d *app.Demo) error {
	if d == nil || !d.First {
		return nil
	}
	s, err := p.sims.of(d.Number.ID)
	if err != nil {
		return err
	}
	return s.seed()
}
