"""Mail: a unit's part of a package goes to that unit and to nobody else; bounces come back; alarms wait in an outbox."""
