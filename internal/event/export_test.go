package event

// Place lets a test end the process inside the relay's transaction.
var Place = place
