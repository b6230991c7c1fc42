package policy

// Permission is a noun:verb word of the public API.
type Permission string

// The permissions.
const (
	ReadConversation  Permission = "conversation:read"
	WriteConversation Permission = "conversation:write"
	SendMessage       Permission = "message:send"
	ReadContact       Permission = "contact:read"
	WriteContact      Permission = "contact:write"
	ReadNote          Permission = "note:read"
	WriteNote         Permission = "note:write"
	BlockContact      Permission = "contact:block"
	EraseContact      Permission = "contact:erase"
	ReadMedia         Permission = "media:read"
	WriteMedia        Permission = "media:write"
	ReadNumber        Permission = "number:read"
	ManageNumber      Permission = "number:manage"
	ReadTemplate      Permission = "template:read"
	ReadMember        Permission = "member:read"
	ManageMember      Permission = "member:manage"
	ManageKey         Permission = "key:manage"
	ReadEvent         Permission = "event:read"
	ReadAudit         Permission = "audit:read"
	ReadProject       Permission = "project:read"
	UseSimulator      Permission = "simulator:use"
	ManageJob         Permission = "job:manage"
	ReadCannedReply   Permission = "canned_reply:read"
	WriteCannedReply  Permission = "canned_reply:write"
)

// Permissions lists all of them, in the order of the matrix.
func Permissions() []Permission {
	return []Permission{
		ReadConversation, WriteConversation, SendMessage, ReadContact, WriteContact, ReadNote, WriteNote, BlockContact, EraseContact, ReadMedia, WriteMedia,
		ReadNumber, ManageNumber, ReadTemplate, ReadMember, ManageMember, ManageKey, ReadEvent, ReadAudit,
		ReadProject, UseSimulator, ManageJob, ReadCannedReply, WriteCannedReply,
	}
}

// Role is a person's place in a project.
type Role string

// The roles. RoleInbox is a seat that sees the inbox and nothing else.
const (
	RoleOwner  Role = "owner"
	RoleAdmin  Role = "admin"
	RoleMember Role = "member"
	RoleInbox  Role = "inbox"
)

// ValidRole reports whether r is one of the four.
func ValidRole(r Role) bool { _, ok := rolePermissions[r]; return ok }

var inboxPermissions = []Permission{
	ReadConversation, WriteConversation, SendMessage, ReadContact, WriteContact, ReadNote, WriteNote, BlockContact, ReadMedia, WriteMedia,
	ReadNumber, ReadTemplate, ReadMember, ReadEvent, ReadProject, ReadCannedReply,
}

// A member also keeps what the team shares in good order.
var memberPermissions = append([]Permission{WriteCannedReply}, inboxPermissions...)

var adminPermissions = append([]Permission{
	ManageNumber, ManageMember, ManageKey, ReadAudit, UseSimulator, ManageJob, EraseContact,
}, memberPermissions...)

var rolePermissions = map[Role]map[Permission]bool{
	RoleOwner:  set(adminPermissions...),
	RoleAdmin:  set(adminPermissions...),
	RoleMember: set(memberPermissions...),
	RoleInbox:  set(inboxPermissions...),
}

// A key acts for the project, but mints no further keys and members.
var keyPermissions = set(append([]Permission{ManageNumber, ManageJob, EraseContact}, memberPermissions...)...)

var embedPermissions = set(ReadConversation, WriteConversation, SendMessage, ReadContact, ReadNote, ReadMedia, WriteMedia, ReadNumber, ReadTemplate, ReadEvent)

func roleHas(r Role, p Permission) bool { return rolePermissions[r][p] }

// RolePermissions lists what a role may do, in the order of the matrix.
func RolePermissions(r Role) []Permission {
	var out []Permission
	for _, p := range Permissions() {
		if roleHas(r, p) {
			out = append(out, p)
		}
	}
	return out
}

func set(ps ...Permission) map[Permission]bool {
	m := make(map[Permission]bool, len(ps))
	for _, p := range ps {
		m[p] = true
	}
	return m
}
