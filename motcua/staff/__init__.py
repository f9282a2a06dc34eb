"""People in the organisation: the staff register, standards, mailboxes, leave, and the equipment of the desks."""
