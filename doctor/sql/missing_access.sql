-- Settings and rights that the migrations give and that are missing.
SELECT check_name, what, statement, superuser FROM app.missing_access()
