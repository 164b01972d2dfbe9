"""Finding personal data: `numbers` (what a number is, and hiding it), `people` (names), `lists` (tables of persons),
`prose` (numbers in running text), `narrative` (persons in it), `pictures`, `standing` (lists that stay too long).
`redaction` hides what was found. `audit.privacy` puts them together and is the only way in."""
