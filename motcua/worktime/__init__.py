"""Work time: calendars, limits, pauses and due moments. Arithmetic without a clock or a database."""
