package sim

import (
	"encoding/json"
	"strings"
	"time"
)

// Periods of a template's life.
const (
	firstPause   = 3 * time.Hour
	secondPause  = 6 * time.Hour
	deletionTime = 30 * time.Second
	nameBlocked  = 30 * 24 * time.Hour
)

// startReview sends a template to review. The decision is fixed by its
// content, so that a repeated run decides alike: a name or body with the word
// "reject" is refused, everything else is approved.
func (t *tx) startReview(tpl *template) {
	tpl.Status, tpl.Reason, tpl.Decision = "PENDING", "", "APPROVED"
	if strings.Contains(tpl.Name, "reject") || strings.Contains(strings.ToLower(tpl.component("BODY").str("text")), "reject") {
		tpl.Decision = "REJECTED"
	}
	t.saveTemplate(tpl)
	t.schedule(time.Duration(t.settings().ReviewSeconds)*time.Second, taskReview, tpl.ID, nil)
}

func (t *tx) runTemplateTask(kind string, tpl *template) {
	switch {
	case kind == taskReview && tpl.Status == "PENDING":
		reason := "NONE"
		if tpl.Decision == "REJECTED" {
			reason = "INVALID_FORMAT"
		}
		t.setTemplateStatus(tpl, tpl.Decision, reason)
	case kind == taskDelete && tpl.Status == "PENDING_DELETION":
		tpl.DeletedAt = t.now
		t.setTemplateStatus(tpl, "DELETED", "NONE")
	case kind == taskUnpause && tpl.Status == "PAUSED":
		t.setTemplateStatus(tpl, "APPROVED", "NONE")
	}
}

// setTemplateStatus changes the status and tells the webhook.
func (t *tx) setTemplateStatus(tpl *template, status, reason string) {
	tpl.Status, tpl.Decision = status, ""
	if status == "REINSTATED" || status == "UNARCHIVED" { // events that make a template usable again
		tpl.Status = "APPROVED"
	}
	tpl.Reason = ""
	if status == "REJECTED" {
		tpl.Reason = reason
	}
	value := node{
		"event": status, "message_template_id": json.Number(tpl.ID), "message_template_name": tpl.Name,
		"message_template_language": tpl.Language, "message_template_category": tpl.Category, "reason": reason,
	}
	switch status {
	case "PAUSED":
		value["other_info"] = t.pause(tpl)
	case "DISABLED":
		value["disable_info"] = node{"disable_date": t.now.Unix()}
	case "REJECTED":
		value["rejection_info"] = node{"reason": "The template does not follow the guidelines.", "recommendation": "Change the text and submit it again."}
	}
	t.saveTemplate(tpl)
	t.emit(event{Field: "message_template_status_update", Value: value, Kind: kindWebhook, Summary: "template " + tpl.Name + " " + strings.ToLower(status)})
}

// pause counts pauses: 3 h, then 6 h; a third ends in DISABLED.
func (t *tx) pause(tpl *template) node {
	tpl.Pauses++
	title, length := "FIRST_PAUSE", firstPause
	if tpl.Pauses > 1 {
		title, length = "SECOND_PAUSE", secondPause
	}
	t.schedule(length, taskUnpause, tpl.ID, nil)
	return node{"title": title, "description": "Your WhatsApp message template has been paused because it continued to receive negative feedback."}
}
