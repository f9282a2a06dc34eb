"""The public page on which an applicant follows his dossier, by its number and the code of his receipt."""
