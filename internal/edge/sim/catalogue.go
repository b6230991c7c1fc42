package sim

import "net/http"

// knownError is a line of the Cloud API's error reference. Later is true when
// the code typically arrives as a failed status instead of an HTTP answer.
type knownError struct {
	HTTP    int
	Title   string
	Details string
	Later   bool
}

// catalogue holds the codes that the simulator can answer with (Cloud API
// reference, error codes).
var catalogue = map[int]knownError{
	1:      {http.StatusBadRequest, "API Unknown", "Possibly a temporary issue due to downtime.", false},
	2:      {http.StatusServiceUnavailable, "API Service", "Temporary issue due to downtime or due to being overloaded.", false},
	4:      {http.StatusBadRequest, "Application request limit reached", "The app has reached its API call rate limit.", false},
	10:     {http.StatusForbidden, "Application does not have permission for this action", "Permission is either not granted or has been removed.", false},
	33:     {http.StatusBadRequest, "Parameter value is not valid", "The business phone number has been deleted.", false},
	100:    {http.StatusBadRequest, "Invalid parameter", "The request included one or more unsupported or misspelled parameters.", false},
	190:    {http.StatusUnauthorized, "Invalid OAuth access token - Cannot parse access token", "Your access token has expired.", false},
	200:    {http.StatusForbidden, "API Permission", "Permission is either not granted or has been removed.", false},
	368:    {http.StatusForbidden, "Temporarily blocked for policies violations", "The account has been restricted or disabled for violating a platform policy.", false},
	80007:  {http.StatusBadRequest, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit.", false},
	130403: {http.StatusBadRequest, "Unable to deliver the message. This business has blocked the end user on WhatsApp", "Unable to deliver the message. This business has blocked the end user on WhatsApp", false},
	130429: {http.StatusBadRequest, "Rate limit hit", "Cloud API message throughput has been reached.", false},
	130472: {http.StatusBadRequest, "User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment", true},
	130497: {http.StatusForbidden, "Business account is restricted from messaging users in this country.", "The business account is restricted from messaging users in certain countries.", true},
	131000: {http.StatusInternalServerError, "Something went wrong", "Message failed to send due to an unknown error.", false},
	131005: {http.StatusForbidden, "Access denied", "Permission is either not granted or has been removed.", false},
	131008: {http.StatusBadRequest, "Required parameter is missing", "The request is missing a required parameter.", false},
	131009: {http.StatusBadRequest, "Parameter value is not valid", "One or more parameter values are invalid.", false},
	131016: {http.StatusInternalServerError, "Service unavailable", "A service is temporarily unavailable.", false},
	131021: {http.StatusBadRequest, "Recipient cannot be sender", "Sender and recipient phone number is the same.", false},
	131026: {http.StatusBadRequest, "Message undeliverable", "Message Undeliverable.", true},
	131030: {http.StatusBadRequest, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.", false},
	131031: {http.StatusForbidden, "Business Account locked", "Account has been locked.", false},
	131037: {http.StatusBadRequest, "WhatsApp provided number needs display name approval before message can be sent.", "The display name of the business phone number has not been approved.", false},
	131042: {http.StatusBadRequest, "Business eligibility payment issue", "Message failed to send because there were one or more errors related to your payment method.", true},
	131045: {http.StatusInternalServerError, "Incorrect certificate", "Message failed to send due to a phone number registration error.", false},
	131047: {http.StatusBadRequest, "Re-engagement message", "Message failed to send because more than 24 hours have passed since the customer last replied to this number.", true},
	131048: {http.StatusBadRequest, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number. This may be because too many previous messages were blocked or flagged as spam.", true},
	131049: {http.StatusBadRequest, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.", true},
	131050: {http.StatusBadRequest, "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business", "The recipient has opted out of marketing messages from your business.", true},
	131051: {http.StatusBadRequest, "Unsupported message type", "Message type is currently not supported.", false},
	131052: {http.StatusBadRequest, "Media download error", "Unable to download the media sent by the user.", false},
	131053: {http.StatusBadRequest, "Media upload error", "Unable to upload the media used in the message.", true},
	131056: {http.StatusBadRequest, "(Business Account, Consumer Account) pair rate limit hit", "Message failed to send because there were too many messages sent from this phone number to the same recipient phone number in a short period of time.", false},
	131057: {http.StatusInternalServerError, "Account in maintenance mode", "Business account is in maintenance mode.", false},
	131062: {http.StatusBadRequest, "Business-scoped User ID (BSUID) recipients are not supported for this message.", "Authentication templates need a phone number.", false},
	131063: {http.StatusBadRequest, "Marketing templates are disabled for Cloud API", "Use the marketing messages endpoint.", false},
	131064: {http.StatusBadRequest, "Messaging limit reached", "The account reached its limit because of template classification violations.", false},
	132000: {http.StatusBadRequest, "Number of parameters does not match the expected number of params", "The number of variable parameter values included in the request did not match the number of variable parameters defined in the template.", false},
	132001: {http.StatusNotFound, "Template name does not exist in the translation", "The template does not exist in the specified language or the template has not been approved.", false},
	132005: {http.StatusBadRequest, "Translated text too long", "Translated text is too long.", false},
	132007: {http.StatusBadRequest, "Template Format Character Policy Violated", "Template content violates a WhatsApp policy.", false},
	132008: {http.StatusBadRequest, "Template parameter value is not valid", "A template parameter value is not valid.", false},
	132012: {http.StatusBadRequest, "Parameter format does not match format in the created template", "Variable parameter values formatted incorrectly.", false},
	132015: {http.StatusBadRequest, "Template is Paused", "Template is paused due to low quality so it cannot be sent in a template message.", false},
	132016: {http.StatusBadRequest, "Template is Disabled", "Template has been paused too many times due to low quality and is now permanently disabled.", false},
	132018: {http.StatusBadRequest, "Invalid template parameters", "The template parameters are not valid.", false},
	132068: {http.StatusBadRequest, "Flow is in blocked state", "Flow is in blocked state.", false},
	132069: {http.StatusBadRequest, "Flow is in throttled state", "Flow is in throttled state and 10 messages using this flow were already sent in the last hour.", false},
	133004: {http.StatusServiceUnavailable, "Server is temporarily unavailable", "Server is temporarily unavailable.", false},
	133005: {http.StatusBadRequest, "Two step verification PIN Mismatch", "Two-step verification PIN incorrect.", false},
	133010: {http.StatusBadRequest, "The account is not registered", "Phone number not registered on the WhatsApp Business Platform.", false},
	133016: {http.StatusBadRequest, "Account register/deregister rate limit exceeded", "Registration or deregistration failed because there were too many attempts for this phone number in a short period of time.", false},
	134011: {http.StatusBadRequest, "WhatsApp Payments terms of service has not been accepted", "Payments terms not accepted.", false},
	135000: {http.StatusBadRequest, "Generic user error", "Message failed to send because of an unknown error with your request parameters.", false},
	136025: {http.StatusBadRequest, "Verify code error", "The verification code is not correct.", false},
	137000: {http.StatusBadRequest, "Identity key mismatch", "The recipient's identity key hash does not match.", true},
	139100: {http.StatusBadRequest, "Failed to block/unblock some users", "Bulk blocking failed for some or all of the users.", false},
	139101: {http.StatusBadRequest, "Blocklist limit reached", "The blocklist has reached its limit of 64000 users.", false},
	139103: {http.StatusBadRequest, "Internal error", "Blocking or unblocking failed for this user.", false},
	147001: {http.StatusBadRequest, "Username not available", "This username is not available.", false},
}

// arrivesLater reports whether a scripted code comes as a failed status.
func arrivesLater(code int) bool { return catalogue[code].Later }
