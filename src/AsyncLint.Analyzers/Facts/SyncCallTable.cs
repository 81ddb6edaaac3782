namespace AsyncLint.Facts;

/// <summary>What is known of a synchronous API that may have an asynchronous sibling.</summary>
internal enum SyncCallKind
{
    /// <summary>Nothing but that the sibling exists.</summary>
    Unknown,

    /// <summary>Keeps its thread until a disk, a network or another process answers.</summary>
    Io,

    /// <summary>The same with a stream that it is given, and nothing of the kind with a text or an array.</summary>
    IoOnArgument,

    /// <summary>Keeps its thread until something happens elsewhere.</summary>
    Wait,

    /// <summary>Does I/O at times and mostly not: a writer with a buffer.</summary>
    Buffered,

    /// <summary>Waits for nothing, or has a sibling that waits no better: it is never reported.</summary>
    Harmless,
}

/// <summary>One line of the table.</summary>
/// <param name="Type">The metadata name of a type; the line holds for whatever derives from it or implements it.</param>
/// <param name="Methods">Method names with spaces between them; <c>*</c> for all that have a sibling.</param>
/// <param name="Sibling">The sibling's name, where <c>*</c> stands for the method's.</param>
internal sealed record SyncCallEntry(SyncCallKind Kind, string Type, string Methods, string Sibling = "*Async");

/// <summary>
/// Synchronous APIs by what they do to their thread. Of two lines that fit, the first holds. An API is in the table for its kind alone: that
/// its sibling exists, and takes the call's arguments, is proven for each call.
/// </summary>
internal static class SyncCallTable
{
    private const SyncCallKind Io = SyncCallKind.Io;
    private const SyncCallKind IoOnArgument = SyncCallKind.IoOnArgument;
    private const SyncCallKind Wait = SyncCallKind.Wait;
    private const SyncCallKind Buffered = SyncCallKind.Buffered;
    private const SyncCallKind Harmless = SyncCallKind.Harmless;

    public static readonly SyncCallEntry[] Entries =
    {
        // In memory: the sibling runs synchronously (learn.microsoft.com, "MemoryStream.ReadAsync", "StringReader.ReadToEndAsync": remarks and source).
        // CopyTo is left to what it copies to.
        new(Harmless, "System.IO.MemoryStream", "Read ReadAtLeast ReadExactly Write Flush"),
        new(Harmless, "System.IO.UnmanagedMemoryStream", "Read ReadAtLeast ReadExactly Write Flush"),
        new(Harmless, "System.IO.StringReader", "*"),
        new(Harmless, "System.IO.StringWriter", "*"),

        // What closes is about disposal, which is another matter; a source of tokens runs its callbacks either way.
        new(Harmless, "System.IDisposable", "Dispose Close"),
        new(Harmless, "System.IO.Pipelines.PipeReader", "Complete"),
        new(Harmless, "System.IO.Pipelines.PipeWriter", "Complete"),
        new(Harmless, "System.Threading.CancellationTokenSource", "*"),

        // Siblings that their documentation advises against. XmlReader and XmlWriter: they throw unless XmlReaderSettings.Async was set. GetFieldValue:
        // the row is in memory ("DbDataReader.GetFieldValueAsync", remarks). EF: "This method is async only to allow special value generators …; for
        // all other cases the non async method should be used" (DbContext.AddAsync). SQLite has no asynchronous I/O
        // (learn.microsoft.com/dotnet/standard/data/sqlite/async).
        new(Harmless, "System.Xml.XmlReader", "*"),
        new(Harmless, "System.Xml.XmlWriter", "*"),
        new(Harmless, "System.Data.Common.DbDataReader", "GetFieldValue IsDBNull GetColumnSchema GetSchemaTable"),
        new(Harmless, "Microsoft.EntityFrameworkCore.DbContext", "Add AddRange"),
        new(Harmless, "Microsoft.EntityFrameworkCore.DbSet`1", "Add AddRange"),
        new(Harmless, "Microsoft.Data.Sqlite.SqliteCommand", "*"),
        new(Harmless, "Microsoft.Data.Sqlite.SqliteConnection", "*"),
        new(Harmless, "Microsoft.Data.Sqlite.SqliteDataReader", "*"),
        new(Harmless, "Microsoft.Data.Sqlite.SqliteTransaction", "*"),
        new(Harmless, "System.Data.SQLite.SQLiteCommand", "*"),
        new(Harmless, "System.Data.SQLite.SQLiteConnection", "*"),
        new(Harmless, "System.Data.SQLite.SQLiteDataReader", "*"),

        // Loggers, and members of frameworks whose pairs differ in what they are given, not in how long they take.
        new(Harmless, "Microsoft.Extensions.Logging.ILogger", "*"),
        new(Harmless, "Serilog.ILogger", "*"),
        new(Harmless, "NLog.ILogger", "*"),
        new(Harmless, "log4net.ILog", "*"),
        new(Harmless, "System.Console", "*"),
        new(Harmless, "System.Diagnostics.TraceListener", "*"),
        new(Harmless, "Xunit.Assert", "*"),
        new(Harmless, "Xunit.Record", "*"),
        new(Harmless, "NUnit.Framework.Assert", "*"),
        new(Harmless, "Microsoft.VisualStudio.TestTools.UnitTesting.Assert", "*"),
        new(Harmless, "Moq.Mock", "*"),
        new(Harmless, "FluentValidation.IValidator", "*"),
        new(Harmless, "FluentValidation.IValidator`1", "*"),
        new(Harmless, "FluentValidation.DefaultValidatorExtensions", "*"),
        new(Harmless, "FluentValidation.TestHelper.ValidationTestExtension", "*"),

        // Shouldly waits for the delegate that it is given ("Should.Throw", docs.shouldly.org/documentation/exceptions/throw).
        new(Wait, "Shouldly.Should", "CompleteIn NotThrow Throw"),

        // Streams, readers, writers (learn.microsoft.com/dotnet/standard/io/asynchronous-file-i-o). A TextWriter does I/O only when its buffer is full.
        new(Buffered, "System.IO.Stream", "Flush"),
        new(Io, "System.IO.Stream", "CopyTo Read ReadAtLeast ReadExactly Write"),
        new(Io, "System.IO.TextReader", "Read ReadBlock ReadLine ReadToEnd"),
        new(Io, "System.IO.StreamWriter", "Flush"),
        new(Buffered, "System.IO.TextWriter", "Flush Write WriteLine"),
        new(Io, "System.IO.File", "AppendAllBytes AppendAllLines AppendAllText ReadAllBytes ReadAllLines ReadAllText WriteAllBytes WriteAllLines WriteAllText"),
        new(Io, "System.IO.RandomAccess", "Read Write"),
        new(Io, "System.IO.Pipes.NamedPipeServerStream", "WaitForConnection"),
        new(Io, "System.IO.Pipes.NamedPipeClientStream", "Connect"),
        new(Io, "System.IO.Compression.ZipFile", "CreateFromDirectory ExtractToDirectory Open OpenRead"),
        new(Io, "System.IO.Compression.ZipFileExtensions", "CreateEntryFromFile ExtractToDirectory ExtractToFile"),
        new(Io, "System.Security.Cryptography.CryptoStream", "FlushFinalBlock"),
        new(IoOnArgument, "System.Security.Cryptography.HashAlgorithm", "ComputeHash HashData"),
        new(IoOnArgument, "System.Text.Json.JsonDocument", "Parse"),
        new(IoOnArgument, "System.Text.Json.JsonSerializer", "Deserialize Serialize"),
        new(IoOnArgument, "AngleSharp.Html.Parser.IHtmlParser", "*"),
        new(IoOnArgument, "AngleSharp.Xml.Parser.IXmlParser", "*"),
        new(IoOnArgument, "Newtonsoft.Json.Linq.JToken", "*"),
        new(Buffered, "Newtonsoft.Json.JsonReader", "*"),
        new(Buffered, "Newtonsoft.Json.JsonWriter", "*"),

        // Network (learn.microsoft.com/dotnet/fundamentals/networking). WebClient, SmtpClient and Ping have event-based methods under the usual name.
        new(Io, "System.Net.Http.HttpMessageInvoker", "Send"),
        new(Io, "System.Net.Http.HttpContent", "CopyTo"),
        new(Io, "System.Net.WebRequest", "GetRequestStream GetResponse"),
        new(Io, "System.Net.WebClient", "DownloadData DownloadFile DownloadString OpenRead OpenWrite UploadData UploadFile UploadString UploadValues", "*TaskAsync"),
        new(Io, "System.Net.Mail.SmtpClient", "Send", "SendMailAsync"),
        new(Io, "System.Net.NetworkInformation.Ping", "Send", "SendPingAsync"),
        new(Io, "System.Net.Dns", "GetHostAddresses GetHostEntry"),
        new(Io, "System.Net.HttpListener", "GetContext"),
        new(Io, "System.Net.Sockets.Socket", "Accept Connect Disconnect Receive ReceiveFrom ReceiveMessageFrom Send SendFile SendTo"),
        new(Io, "System.Net.Sockets.TcpClient", "Connect"),
        new(Io, "System.Net.Sockets.TcpListener", "AcceptSocket AcceptTcpClient"),
        new(Io, "System.Net.Sockets.UdpClient", "Receive Send"),
        new(Io, "System.Net.Security.SslStream", "AuthenticateAsClient AuthenticateAsServer"),
        new(Io, "System.Net.Security.NegotiateStream", "AuthenticateAsClient AuthenticateAsServer"),

        // ADO.NET and every driver (learn.microsoft.com/dotnet/framework/data/adonet/asynchronous-programming).
        new(Io, "System.Data.Common.DbConnection", "BeginTransaction ChangeDatabase GetSchema Open"),
        new(Io, "System.Data.Common.DbCommand", "ExecuteNonQuery ExecuteReader ExecuteScalar ExecuteXmlReader Prepare"),
        new(Io, "System.Data.Common.DbBatch", "ExecuteNonQuery ExecuteReader ExecuteScalar Prepare"),
        new(Io, "System.Data.Common.DbDataReader", "NextResult Read"),
        new(Io, "System.Data.Common.DbTransaction", "Commit Release Rollback Save"),
        new(Io, "Microsoft.Data.SqlClient.SqlBulkCopy", "WriteToServer"),
        new(Io, "System.Data.SqlClient.SqlBulkCopy", "WriteToServer"),
        new(Io, "MySqlConnector.MySqlBulkCopy", "WriteToServer"),
        new(Io, "Npgsql.NpgsqlConnection", "BeginBinaryExport BeginBinaryImport BeginRawBinaryCopy BeginTextExport BeginTextImport Wait"),

        // Entity Framework Core and 6 (learn.microsoft.com/ef/core/miscellaneous/async). Queries are told apart by EntityQueries.
        new(Io, "Microsoft.EntityFrameworkCore.DbContext", "Find SaveChanges"),
        new(Io, "Microsoft.EntityFrameworkCore.DbSet`1", "Find"),
        new(Io, "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade", "*"),
        new(Io, "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions", "*"),
        new(Io, "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions", "ExecuteDelete ExecuteUpdate"),
        new(Io, "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions", "ExecuteDelete ExecuteUpdate Load"),
        new(Io, "Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry", "GetDatabaseValues Reload"),
        new(Io, "Microsoft.EntityFrameworkCore.ChangeTracking.NavigationEntry", "Load"),
        new(Io, "Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction", "Commit CreateSavepoint ReleaseSavepoint Rollback RollbackToSavepoint"),
        new(Io, "System.Data.Entity.DbContext", "SaveChanges"),
        new(Io, "System.Data.Entity.DbSet`1", "Find"),
        new(Io, "System.Data.Entity.IDbSet`1", "Find"),
        new(Io, "System.Data.Entity.Database", "ExecuteSqlCommand"),
        new(Io, "System.Data.Entity.QueryableExtensions", "Load"),
        new(Io, "System.Data.Entity.Infrastructure.DbEntityEntry", "GetDatabaseValues Reload"),

        // Other data access, each by its own documentation: dapperlib.github.io, marten.io, nhibernate.info, linq2db.github.io.
        new(Io, "Dapper.SqlMapper", "*"),
        new(Io, "Dapper.SqlMapper+GridReader", "*"),
        new(Io, "Dapper.Contrib.Extensions.SqlMapperExtensions", "*"),
        new(Io, "Marten.IQuerySession", "Load LoadMany Query"),
        new(Io, "Marten.IDocumentSession", "SaveChanges"),
        new(Io, "NHibernate.ISession", "Flush Get Refresh"),
        new(Io, "NHibernate.IQuery", "ExecuteUpdate List UniqueResult"),
        new(Io, "NHibernate.ITransaction", "Commit Rollback"),
        new(Io, "LinqToDB.DataExtensions", "Delete Insert InsertOrReplace InsertWithIdentity Update"),

        // Redis (stackexchange.github.io/StackExchange.Redis/PipelinesMultiplexers), MongoDB (mongodb.com/docs/drivers/csharp).
        new(Io, "StackExchange.Redis.IRedis", "*"),
        new(Io, "StackExchange.Redis.IConnectionMultiplexer", "*"),
        new(Io, "StackExchange.Redis.ConnectionMultiplexer", "Connect"),
        new(Io, "StackExchange.Redis.ExtensionMethods", "*"),
        new(Io, "MongoDB.Driver.IMongoClient", "*"),
        new(Io, "MongoDB.Driver.IMongoDatabase", "*"),
        new(Io, "MongoDB.Driver.IMongoCollection`1", "*"),
        new(Io, "MongoDB.Driver.IMongoIndexManager`1", "*"),
        new(Io, "MongoDB.Driver.IClientSessionHandle", "*"),
        new(Io, "MongoDB.Driver.IAsyncCursor`1", "*"),
        new(Io, "MongoDB.Driver.IAsyncCursorSource`1", "*"),
        new(Io, "MongoDB.Driver.IMongoCollectionExtensions", "*"),
        new(Io, "MongoDB.Driver.IAsyncCursorExtensions", "*"),
        new(Io, "MongoDB.Driver.IAsyncCursorSourceExtensions", "*"),
        new(Io, "MongoDB.Driver.IFindFluent`2", "*"),
        new(Io, "MongoDB.Driver.IFindFluentExtensions", "*"),
        new(Io, "MongoDB.Driver.GridFS.IGridFSBucket`1", "*"),

        // Clouds and remote calls: the clients' methods that come in pairs (learn.microsoft.com/dotnet/azure/sdk, docs.aws.amazon.com/sdk-for-net,
        // grpc.io/docs/languages/csharp). Azure's newer clients are told by the Response that they return.
        new(Io, "Microsoft.WindowsAzure.Storage.Blob.CloudBlob", "*"),
        new(Io, "Microsoft.WindowsAzure.Storage.Blob.CloudBlobContainer", "*"),
        new(Io, "Microsoft.WindowsAzure.Storage.Queue.CloudQueue", "*"),
        new(Io, "Microsoft.WindowsAzure.Storage.Table.CloudTable", "*"),
        new(Io, "Microsoft.Azure.Storage.Blob.CloudBlob", "*"),
        new(Io, "Microsoft.Azure.Storage.Blob.CloudBlobContainer", "*"),
        new(Io, "Microsoft.Azure.Storage.Queue.CloudQueue", "*"),
        new(Io, "Microsoft.Azure.Cosmos.Table.CloudTable", "*"),
        new(Io, "Amazon.Runtime.AmazonServiceClient", "*"),
        new(Io, "Amazon.S3.Transfer.ITransferUtility", "*"),
        new(Io, "Amazon.DynamoDBv2.DataModel.IDynamoDBContext", "*"),
        new(Io, "Grpc.Core.ClientBase", "*"),
        new(Io, "MailKit.IMailService", "*"),
        new(Io, "MailKit.IMailTransport", "*"),
        new(Io, "MailKit.IMailFolder", "*"),
        new(Io, "Renci.SshNet.BaseClient", "Connect"),
    };

    /// <summary>Azure's clients return one of these wherever they have asked the service (azure.github.io/azure-sdk/dotnet_introduction.html).</summary>
    public static readonly string[] AnswersOfServices =
    {
        "Azure.Response", "Azure.Response`1", "Azure.NullableResponse`1", "Azure.Operation", "Azure.Operation`1",
    };

    /// <summary>Types whose instances hold all they will ever give, or take all that they are given.</summary>
    public static readonly string[] InMemory =
    {
        "System.IO.MemoryStream", "System.IO.UnmanagedMemoryStream", "System.IO.StringReader", "System.IO.StringWriter", "System.Text.StringBuilder",
        "System.Buffers.IBufferWriter`1",
    };

    /// <summary>Types that are as quick as what they read from or write to, which is given to their constructor or factory.</summary>
    public static readonly string[] Channels =
    {
        "System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter", "System.Buffers.IBufferWriter`1", "System.Text.StringBuilder",
        "Newtonsoft.Json.JsonReader", "Newtonsoft.Json.JsonWriter", "System.Text.Json.Utf8JsonWriter", "System.IO.Compression.ZipArchive",
        "System.IO.Compression.ZipArchiveEntry",
    };
}
