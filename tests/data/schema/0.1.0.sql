BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE library (
	id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	gallery_loaded BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "library" VALUES(1,4,1);
CREATE TABLE photo (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	credit VARCHAR(200) NOT NULL, 
	tags JSON NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	reason VARCHAR(300) NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	pose BLOB, 
	spec_version INTEGER, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sha256)
);
INSERT INTO "photo" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','Arms in a diagonal','Move Mirror gallery, CC0','["gesture", "full body"]','ready','',480,480,X'CD4C6E436666EE420000803FCD4C75430000E2420000803FCDCC69430000DF420000803F00007D439A99EB420000803F9A1962433333E4420000803F66668743CD4C13430000803FCDCC5143CD4C20430000803FCD4C99436666E3420000803F00002E43333341430000803F0040A74300009E420000803F00800C4366665D430000803F00408443CD4C74430000803F9A196443333375430000803F9A598D436626A0430000803F33B35943CD4CA1430000803F662691439AD9C6430000803F33B3524333F3C7430000803F',1,'2026-01-02 03:04:05.000000');
INSERT INTO "photo" VALUES(2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','Holiday','','[]','pending','',0,0,NULL,NULL,'2026-01-02 03:04:05.000000');
INSERT INTO "photo" VALUES(3,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','A hill','Ada','[]','no_person','No person was found in this photo.',640,480,NULL,NULL,'2026-01-02 03:04:05.000000');
INSERT INTO "photo" VALUES(4,'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','Broken','','[]','failed','This picture file is damaged or cut short.',0,0,NULL,NULL,'2026-01-02 03:04:05.000000');
CREATE TABLE setup_link (
	token_sha256 VARCHAR(64) NOT NULL, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (token_sha256)
);
INSERT INTO "setup_link" VALUES('eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','2026-01-09 03:04:05.000000');
CREATE TABLE user_account (
	id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	password_hash VARCHAR(200) NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "user_account" VALUES(1,'ada','$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA','2026-01-02 03:04:05.000000');
CREATE INDEX ix_photo_status_id ON photo (status, id);
COMMIT;
