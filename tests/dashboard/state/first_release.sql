-- state.db as the first release left it: made by its own code at commit 24e0b8b, with the secret named in test_first_release.py
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE attempt (
	what VARCHAR(120) NOT NULL, 
	since INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (what, since)
);
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	about VARCHAR(200) NOT NULL, 
	detail VARCHAR NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (number)
);
INSERT INTO "audit" VALUES(1,'2026-11-28 01:03:02.169230','wangfang','manager','person_seen','person 0','{"page": 0, "原因": "核对"}','10.1.2.3','8b6be1db32b98cd6632ff64c2a9036d4c629e453c4017e76cf96fb69ee5db75d');
INSERT INTO "audit" VALUES(2,'2026-11-28 01:03:02.177971','wangfang','manager','person_seen','person 1','{"page": 1, "原因": "核对"}','10.1.2.3','8be1254b7565abf8bdc43bdab4507cba197fcfe6fbfc0ac9e0251593dc4657d3');
INSERT INTO "audit" VALUES(3,'2026-11-28 01:03:02.182503','wangfang','manager','person_seen','person 2','{"page": 2, "原因": "核对"}','10.1.2.3','759e10f13aec0aca5b72c48c67ee5a0ad50833d32107da2442134a2394ec73d4');
INSERT INTO "audit" VALUES(4,'2026-11-28 01:03:02.187949','wangfang','manager','person_seen','person 3','{"page": 3, "原因": "核对"}','10.1.2.3','eab631b3d96d964ba596420100ec6104e4daa7c5f21a95ced8cfef289be2a36f');
INSERT INTO "audit" VALUES(5,'2026-11-28 01:03:02.191836','wangfang','manager','person_seen','person 4','{"page": 4, "原因": "核对"}','10.1.2.3','d42230db5b94e7dd6dc01b45386c25a32d63a7086455c696ec5f041ad9bb99c0');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	seal VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,5,'d42230db5b94e7dd6dc01b45386c25a32d63a7086455c696ec5f041ad9bb99c0','2ffc8c227cb04c2d40ccd869493a7a41b33b27c88aee42b44df9b30d2089ed28');
CREATE TABLE export (
	number VARCHAR(24) NOT NULL, 
	user_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	what VARCHAR(200) NOT NULL, 
	filters VARCHAR NOT NULL, 
	reason VARCHAR(400) NOT NULL, 
	form VARCHAR(8) NOT NULL, 
	rows INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	version VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_export PRIMARY KEY (number), 
	CONSTRAINT fk_export_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE handshake (
	token_hash VARCHAR(64) NOT NULL, 
	content VARCHAR(2000) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_handshake PRIMARY KEY (token_hash)
);
CREATE TABLE list_request (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	question VARCHAR NOT NULL, 
	areas VARCHAR NOT NULL, 
	people INTEGER NOT NULL, 
	reason VARCHAR(400) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	decided_by INTEGER, 
	decided_at DATETIME, 
	approved BOOLEAN NOT NULL, 
	note VARCHAR(400) NOT NULL, 
	expires_at DATETIME, 
	CONSTRAINT pk_list_request PRIMARY KEY (id), 
	CONSTRAINT fk_list_request_decided_by FOREIGN KEY(decided_by) REFERENCES user (id), 
	CONSTRAINT fk_list_request_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE saved_view (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	address VARCHAR(500) NOT NULL, 
	shared BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_saved_view PRIMARY KEY (id), 
	CONSTRAINT fk_saved_view_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "saved_view" VALUES(1,1,'高新断缴','/suspension?area=210213009',0,'2026-11-28 01:03:02.203436');
CREATE TABLE session (
	token_hash VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	stage VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	active_at DATETIME NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	browser VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (token_hash), 
	CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	display_name VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	disabled BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	signed_in_at DATETIME, 
	password VARCHAR(200) NOT NULL, 
	password_at DATETIME, 
	must_change BOOLEAN NOT NULL, 
	earlier_passwords VARCHAR NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until DATETIME, 
	second_factor VARCHAR(200) NOT NULL, 
	second_factor_at DATETIME, 
	second_factor_step INTEGER NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_name UNIQUE (name)
);
INSERT INTO "user" VALUES(1,'wangfang','王芳','manager',0,'2026-11-28 01:03:02.157239',NULL,'',NULL,0,'',0,NULL,'',NULL,0);
INSERT INTO "user" VALUES(2,'lina','','official',0,'2026-11-28 01:03:02.158060',NULL,'',NULL,0,'',0,NULL,'',NULL,0);
CREATE TABLE user_area (
	user_id INTEGER NOT NULL, 
	code VARCHAR(12) NOT NULL, 
	CONSTRAINT pk_user_area PRIMARY KEY (user_id, code), 
	CONSTRAINT fk_user_area_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);
INSERT INTO "user_area" VALUES(1,'all');
INSERT INTO "user_area" VALUES(2,'210213009');
INSERT INTO "user_area" VALUES(2,'210213012');
CREATE INDEX ix_audit_action ON audit (action);
CREATE INDEX ix_audit_actor ON audit (actor);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_export_at ON export (at);
CREATE INDEX ix_export_sha256 ON export (sha256);
CREATE INDEX ix_export_user_id ON export (user_id);
CREATE INDEX ix_list_request_user_id ON list_request (user_id);
CREATE INDEX ix_saved_view_user_id ON saved_view (user_id);
CREATE INDEX ix_session_user_id ON session (user_id);
CREATE TRIGGER audit_no_update before update on audit begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_no_delete before delete on audit begin select raise(abort, 'the audit is only added to'); end;
COMMIT;
